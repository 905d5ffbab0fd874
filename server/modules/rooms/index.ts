export { roomsServer } from './commands.ts';
export { roomRoutes } from './http.ts';
export { Media, type MediaEnvironment, parseIdentity } from './media.ts';
