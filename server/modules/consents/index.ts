export { consentsServer, currentConsent, currentVersion } from './commands.ts';
export { type ConsentsState, hasWithdrawn } from './domain.ts';
export { consentRoutes } from './http.ts';
export { consentTexts } from './queries.ts';
