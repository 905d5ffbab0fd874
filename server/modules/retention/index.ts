export { RetentionClerk } from './clerk.ts';
export { noteConsentPublished, noteSeen } from './commands.ts';
export { retentionRoutes } from './http.ts';
export { type AuditTrail, auditTrail, replayDesk, retentionPeriods } from './queries.ts';
