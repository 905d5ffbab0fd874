import { z } from 'zod';
import { InstantMs } from '#server/kernel/clock.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** `encoder` pushes by WHIP; everything else is pulled. */
export const SourceProtocol = z.enum(['whip', 'rtsp', 'rtmp', 'srt', 'file']);
export type SourceProtocol = z.infer<typeof SourceProtocol>;

/** `idle`: nothing is there, or never was. `connecting`: there, but no picture yet. `reconnecting`: away against our will. */
export const SourceStatus = z.enum(['idle', 'connecting', 'live', 'reconnecting']);
export type SourceStatus = z.infer<typeof SourceStatus>;

/** Why a source is not live. */
export const SourceReason = z.enum([
  'unreachable',
  'refused',
  'notAllowed',
  'notFound',
  'unreadable',
  'ended',
  'stalled',
  'processEnded',
  'mediaUnavailable',
]);
export type SourceReason = z.infer<typeof SourceReason>;

const nothing = z.object({});
const sourceId = z.uuid();
const label = z.string().trim().min(1).max(40);

export const commands = defineCommands({
  /** Sent by the route, which answers with address and token. */
  'venue.addEncoder': { input: z.object({ sourceId, label }), output: nothing },
  /** `address`: a URL, or the name of a file in the folder for files. It never enters the log (H5). */
  'venue.addPulled': {
    input: z.object({ sourceId, label, address: z.string().trim().min(1).max(500) }),
    output: nothing,
  },
  /** Starts or stops pulling a source. */
  'venue.wantSource': { input: z.object({ sourceId, isWanted: z.boolean() }), output: nothing },
  /** Revokes an encoder, or forgets a pulled source. */
  'venue.removeSource': { input: z.object({ sourceId }), output: nothing },
  /** System only: how a source stands on the media server, or why it cannot be had. */
  'venue.recordSource': {
    input: z.object({ sourceId, status: SourceStatus, reason: SourceReason.nullable() }),
    output: nothing,
  },
});

export const events = defineEvents({
  'venue.encoderAdded': { payload: z.object({ sourceId, label, expiresAt: InstantMs }), audience: 'staff' },
  'venue.pulledAdded': {
    payload: z.object({ sourceId, label, protocol: SourceProtocol, where: z.string() }),
    audience: 'staff',
  },
  'venue.sourceWanted': { payload: z.object({ sourceId, isWanted: z.boolean() }), audience: 'staff' },
  'venue.sourceRemoved': { payload: z.object({ sourceId }), audience: 'staff' },
  'venue.sourceChanged': {
    payload: z.object({ sourceId, status: SourceStatus, reason: SourceReason.nullable() }),
    audience: 'staff',
  },
});

/** Answer of POST /api/live/:meetingId/encoders: what an encoder is set up with. The token is told this once. */
export const EncoderTicket = z.object({ sourceId, url: z.string(), token: z.string(), expiresAt: InstantMs });
export type EncoderTicket = z.infer<typeof EncoderTicket>;
