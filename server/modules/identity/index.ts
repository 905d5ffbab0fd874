export type { Me, SessionRow } from './contract.ts';
export { authHandler, type IdentityRoutesEnvironment, identityRoutes } from './http.ts';
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
export { type CodeSender, developmentSender, visitorOfHeaders } from './visitors.ts';
