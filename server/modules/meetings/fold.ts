/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { meetingsFold } from './evolve.ts';
export type { MeetingsState } from './state.ts';
