export { venueServer } from './commands.ts';
export { addEncoder, sourceRights, type VenueEnvironment, venuePort } from './desk.ts';
export { isSourceAllowed, missedSources, type VenueState, venueLive } from './domain.ts';
export { venueRoutes } from './http.ts';
export { holdSources, type PullOrder, releaseSources } from './repo.ts';
