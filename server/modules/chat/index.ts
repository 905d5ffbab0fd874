export { addWords, chatServer, currentMatcher, removeWord } from './commands.ts';
export { chatRoutes } from './http.ts';
export { wordLists } from './queries.ts';
