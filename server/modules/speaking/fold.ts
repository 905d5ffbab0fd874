/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { speakingFold } from './evolve.ts';
export type { SpeakingState } from './state.ts';
