export { accountRoutes } from './account-routes.ts';
export { accounts } from './accounts.ts';
export type { AccountRow, Me, SessionRow, WaysIn } from './contract.ts';
export { type IdentityRoutesEnvironment, identityRoutes } from './http.ts';
export { keyedHash, sign, unsign } from './phone.ts';
export { type CodeSender, senderOf } from './senders.ts';
export {
  actorOfHeaders,
  asActor,
  changePassword,
  endSession,
  hasSingleSignOn,
  meOfHeaders,
  sessionsOf,
  signIn,
  touchSessions,
  waysIn,
} from './session.ts';
export { visitorOfHeaders } from './visitors.ts';
