export { type StreetRow, type StudioRow, studiosByStreet } from './queries.ts';
