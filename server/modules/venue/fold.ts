/** What a page needs to follow this context: state and fold, without schemas or rules. */
export { type VenueSource, type VenueState, venueFold } from './evolve.ts';
