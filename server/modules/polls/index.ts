export { pollsServer } from './commands.ts';
export { PollClerk, type PollsEnvironment } from './counting.ts';
export { pollRoutes } from './http.ts';
