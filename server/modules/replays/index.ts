export { replaysServer } from './commands.ts';
export { foldReplays, type ReplaysState } from './domain.ts';
export { withoutWordsOf } from './figures.ts';
export { type ReplayRoutesEnvironment, replayFor, replayRoutes, withheldOf } from './http.ts';
