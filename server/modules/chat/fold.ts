/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { chatFold } from './evolve.ts';
export type { ChatState } from './state.ts';
