import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { type MeetingsState, rolesOf } from '#server/modules/meetings/index.ts';
import { sourceIdentity, type VenuePort } from '#server/modules/rooms/index.ts';
import type { Livekit, MediaRights } from '#server/platform/livekit.ts';
import type { EncoderTicket } from './contract.ts';
import { encoderTokenMs, isSourceAllowed, missedSources, type VenueState } from './domain.ts';
import { runsTheHall } from './policy.ts';

export interface VenueEnvironment {
  readonly livekit: Livekit | null;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly submit: SubmitCommand;
}

/** Sends the hall and hears nobody. */
export const sourceRights: MediaRights = {
  canPublish: true,
  sources: ['camera', 'microphone'],
  canSubscribe: false,
  isHidden: false,
  isVenue: true,
};
/** After this the same question is not a repetition any more: the token was told. */
const repeatMs = 60_000;

/** Makes an encoder and tells address and token, this once (H1). The same request again within a minute is answered again. */
export async function addEncoder(
  env: VenueEnvironment,
  actor: Actor,
  meetingId: MeetingId,
  { sourceId, label }: { readonly sourceId: string; readonly label: string },
): Promise<Result<EncoderTicket, Violation>> {
  const before = await env.stateOf(meetingId);
  if (!before || !runsTheHall(rolesOf(before['meetings'] as MeetingsState, actor)))
    return err(violation('not_found', 'not_found'));
  if (!env.livekit) return err(violation('unavailable', 'rooms.mediaUnavailable'));
  const ack = await env.submit(meetingId, sourceId, 'venue.addEncoder', { sourceId, label }, actor);
  if (!ack.ok) return err(ack.error);
  const state = (await env.stateOf(meetingId))?.['venue'] as VenueState | undefined;
  const source = state?.sources[sourceId];
  if (source?.kind !== 'encoder') return err(violation('not_found', 'venue.sourceUnknown'));
  if (Date.now() - source.addedAt > repeatMs) return err(violation('conflict', 'venue.tokenTold'));
  const { livekit } = env;
  const identity = sourceIdentity('encoder', sourceId);
  const token = await livekit.token(meetingId, identity, sourceRights, encoderTokenMs / 1000);
  return ok({ sourceId, url: livekit.whipUrl, token, expiresAt: source.expiresAt ?? 0 });
}

const system: Actor = { kind: 'system', service: 'venue' };

/** What the keeper of the media server asks and tells of the hall's sources (H2, H4). */
export const venuePort = (submit: VenueEnvironment['submit']): VenuePort => ({
  isAllowed: (state, ...source) => isSourceAllowed(state['venue'] as VenueState, ...source),
  async record(meetingId, state, there) {
    for (const fact of missedSources(state['venue'] as VenueState, there))
      await submit(meetingId, uuidV7(), 'venue.recordSource', fact, system);
  },
});
