import { z } from 'zod';
import { Violation } from './errors.ts';
import { CommandIdSchema, MeetingIdSchema } from './ids.ts';
import { Audience, Frame, type Snapshot } from './live.ts';

/** Version of everything on the wire; a client of another version is told to reload. */
export const protocolVersion = 1;

/** A command for one meeting. `commandId` is made by the client once and repeated on every retry. */
export const CommandEnvelope = z.object({
  meetingId: MeetingIdSchema,
  commandId: CommandIdSchema,
  type: z.string().max(80),
  input: z.unknown(),
});
export type CommandEnvelope = z.infer<typeof CommandEnvelope>;

/** The answer to a command; `seq` is the log's head after it was committed. */
export const CommandAck = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), seq: z.int().nonnegative(), output: z.unknown() }),
  z.object({ ok: z.literal(false), error: Violation }),
]);
export type CommandAck = z.infer<typeof CommandAck>;

/** Asks to follow a meeting. `since` is the last seq the client has folded; 0 asks for a snapshot. */
export const FollowRequest = z.object({
  meetingId: MeetingIdSchema,
  since: z.int().nonnegative(),
  protocol: z.int(),
  /** A screen for everybody: the connection says nothing about where its person is. */
  isOnlooker: z.boolean().optional(),
});
export type FollowRequest = z.infer<typeof FollowRequest>;

/**
 * With the missing events; when they are too many, a `snapshot` event comes just before the answer. `serverNow` corrects
 * the client's clock.
 */
export const FollowAck = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    audience: Audience,
    serverNow: z.int(),
    frame: Frame.optional(),
  }),
  z.object({ ok: z.literal(false), error: Violation }),
]);
export type FollowAck = z.infer<typeof FollowAck>;

/** Client → server events. Every one takes one payload and an ack. */
export interface ClientToServer {
  command: (envelope: unknown, ack: (answer: CommandAck) => void) => void;
  follow: (request: unknown, ack: (answer: FollowAck) => void) => void;
  unfollow: (request: unknown, ack: (answer: CommandAck) => void) => void;
  clock: (sentAt: unknown, ack: (answer: { serverNow: number }) => void) => void;
}

/** Server → client events. State only ever arrives as frames and snapshots. */
export interface ServerToClient {
  frame: (frame: Frame) => void;
  snapshot: (snapshot: Snapshot) => void;
  /** The session was ended, the person removed, or the protocol changed; `code` is a translation key. */
  goodbye: (reason: { code: string }) => void;
}
