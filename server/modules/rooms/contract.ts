import { z } from 'zod';
import { InstantMs } from '#server/kernel/clock.ts';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** How much of the media a person receives: on a weak line video goes first, then sound, never the words. */
export const ReceptionMode = z.enum(['video', 'audio', 'captions']);
export type ReceptionMode = z.infer<typeof ReceptionMode>;

/** What the stage shows; the chair's keys 1–6, and the pause card. */
export const StageLayout = z.enum(['venue', 'speaker', 'sideBySide', 'document', 'vote', 'gallery', 'pause']);
export type StageLayout = z.infer<typeof StageLayout>;

/** Made by the browser once and kept: one publishing device per person is told apart by it. */
export const DeviceId = z.string().regex(/^[A-Za-z0-9_-]{8,40}$/);

export const MediaSource = z.enum(['camera', 'microphone', 'screenShare', 'screenShareAudio', 'unknown']);
export const LeaveReason = z.enum(['left', 'connectionLost', 'removed', 'meetingEnded', 'otherDevice']);
export type LeaveReason = z.infer<typeof LeaveReason>;

const nothing = z.object({});

export const commands = defineCommands({
  /** After the device check and the consent: the person is present online. Repeating it changes the mode or device. */
  'rooms.enterRoom': {
    input: z.object({ deviceId: DeviceId, mode: ReceptionMode, consentVersion: z.string().min(1).max(40) }),
    output: nothing,
  },
  'rooms.leaveRoom': { input: z.object({ deviceId: DeviceId }), output: nothing },
  'rooms.reportMode': { input: z.object({ deviceId: DeviceId, mode: ReceptionMode }), output: nothing },
  'rooms.switchStage': {
    input: z.object({ layout: StageLayout, documentId: z.uuid().nullable(), page: z.int32().min(1).nullable() }),
    output: nothing,
  },
  /** Ends somebody's place in the room for this meeting: socket and media are closed, re-entry is refused. */
  'rooms.removePerson': {
    input: z.object({ userId: UserIdSchema, reason: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
  /** System only: one LiveKit webhook, already verified and de-duplicated. */
  'rooms.recordMedia': {
    input: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('joined'), userId: UserIdSchema, deviceId: z.string(), at: InstantMs }),
      z.object({ kind: z.literal('left'), userId: UserIdSchema, deviceId: z.string(), at: InstantMs }),
      z.object({
        kind: z.literal('published'),
        userId: UserIdSchema,
        deviceId: z.string(),
        trackId: z.string(),
        source: MediaSource,
        at: InstantMs,
      }),
      z.object({
        kind: z.literal('unpublished'),
        userId: UserIdSchema,
        deviceId: z.string(),
        trackId: z.string(),
        at: InstantMs,
      }),
    ]),
    output: nothing,
  },
  /** System only: nobody of this person's connections answered for the grace time. */
  'rooms.recordConnectionLost': { input: z.object({ userId: UserIdSchema }), output: nothing },
  /** System only: the media server became reachable or not. */
  'rooms.recordMediaState': { input: z.object({ isAvailable: z.boolean() }), output: nothing },
});

export const events = defineEvents({
  'rooms.personEntered': {
    payload: z.object({ userId: UserIdSchema, deviceId: DeviceId, mode: ReceptionMode, consentVersion: z.string() }),
    audience: 'room',
  },
  'rooms.personLeft': { payload: z.object({ userId: UserIdSchema, reason: LeaveReason }), audience: 'room' },
  'rooms.modeChanged': { payload: z.object({ userId: UserIdSchema, mode: ReceptionMode }), audience: 'room' },
  'rooms.personRemoved': {
    payload: z.object({ userId: UserIdSchema, reason: z.string() }),
    audience: 'staff',
    changesRights: true,
  },
  'rooms.stageSwitched': {
    payload: z.object({ layout: StageLayout, documentId: z.string().nullable(), page: z.int().nullable() }),
    audience: 'public',
  },
  /** Presence intervals of the media server; evidence for attendance. */
  'rooms.mediaJoined': {
    payload: z.object({ userId: UserIdSchema, deviceId: z.string(), joinedAt: InstantMs }),
    audience: 'staff',
  },
  'rooms.mediaLeft': {
    payload: z.object({ userId: UserIdSchema, deviceId: z.string(), joinedAt: InstantMs, leftAt: InstantMs }),
    audience: 'staff',
  },
  'rooms.trackPublished': {
    payload: z.object({ userId: UserIdSchema, deviceId: z.string(), trackId: z.string(), source: MediaSource }),
    audience: 'room',
  },
  'rooms.trackUnpublished': {
    payload: z.object({ userId: UserIdSchema, deviceId: z.string(), trackId: z.string() }),
    audience: 'room',
  },
  /** A source that is nobody's person sends, or does not any more (module venue). */
  'rooms.sourceOnAir': { payload: z.object({ sourceId: z.string(), isOnAir: z.boolean() }), audience: 'staff' },
  /** The hall's picture came or went; all the public needs to know of it. */
  'rooms.venueOnAir': { payload: z.object({ isOnAir: z.boolean() }), audience: 'public', throughClosed: true },
  'rooms.mediaStateChanged': {
    payload: z.object({ isAvailable: z.boolean() }),
    audience: 'public',
    throughClosed: true,
  },
});

/** Answer of POST /api/live/:meetingId/media-token: where and with what to join the media. */
export const MediaTicket = z.object({
  url: z.string(),
  token: z.string(),
  identity: z.string(),
  canPublish: z.boolean(),
  expiresAt: InstantMs,
});
export type MediaTicket = z.infer<typeof MediaTicket>;

/** Why a viewer is to take the broadcast in segments instead of the media room (R40). */
export const WatchInstead = z.object({ instead: z.literal('segments'), because: z.enum(['full', 'unavailable']) });
export type WatchInstead = z.infer<typeof WatchInstead>;
/** What whoever watches without an account gets. */
export type WatchAnswer = MediaTicket | WatchInstead;
