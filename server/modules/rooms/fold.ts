/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { type RoomsState, roomsFold } from './evolve.ts';
