import { z } from 'zod';

// Apart, for pages that need ids and nothing that checks them.
export { type RandomBytes, uuidV7 } from './uuid.ts';

/** A string that only the named constructor or parser may produce. */
export type Brand<T, B extends string> = T & { readonly __brand: B };

export type MeetingId = Brand<string, 'MeetingId'>;
export type UserId = Brand<string, 'UserId'>;
export type CommandId = Brand<string, 'CommandId'>;

const uuid = z.uuid();
export const MeetingIdSchema = uuid.transform((value) => value as MeetingId);
export const UserIdSchema = uuid.transform((value) => value as UserId);
export const CommandIdSchema = uuid.transform((value) => value as CommandId);
