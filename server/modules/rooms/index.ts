export { roomsServer } from './commands.ts';
export { roomRoutes } from './http.ts';
export { parseIdentity, type SourceKind, sourceIdentity } from './identity.ts';
export { Media, type MediaEnvironment, type VenuePort } from './media.ts';
