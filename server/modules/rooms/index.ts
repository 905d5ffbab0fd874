export { roomsServer } from './commands.ts';
export { roomRoutes } from './http.ts';
export { parseIdentity } from './identity.ts';
export { Media, type MediaEnvironment } from './media.ts';
