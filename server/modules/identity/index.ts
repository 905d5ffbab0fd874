export type { Me, SessionRow } from './contract.ts';
export { authHandler, type IdentityRoutesEnvironment, identityRoutes } from './http.ts';
export { type CodeSender, senderOf } from './senders.ts';
export {
  actorOfHeaders,
  asActor,
  changePassword,
  endSession,
  meOfHeaders,
  sessionsOf,
  signIn,
  touchSessions,
} from './session.ts';
export { visitorOfHeaders } from './visitors.ts';
