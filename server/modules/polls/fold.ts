/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { pollsFold } from './evolve.ts';
export type { Poll, PollsState } from './state.ts';
