export { addWords, chatServer, currentMatcher, removeWord } from './commands.ts';
export { chatRoutes } from './http.ts';
export { listWords } from './repo.ts';
