'use client';

import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { useLive, useLiveClient, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { agreedVersion, deviceId, hasAgreed, rememberConsent, rememberInside, wasInside } from './device.ts';
import { MediaRoom, type MediaState, noMedia } from './media-room.ts';
import { askTicket, freshTicketMs, type Tickets, ticketsAhead } from './tickets.ts';
import { currentConsent } from './use-consent.ts';
import { useWarmUp, type WarmUpView } from './use-warm-up.ts';

export interface RoomPlace {
  readonly media: MediaRoom;
  readonly state: MediaState;
  /** Pressed, not yet answered: the media are on their way already. */
  readonly isEntering: boolean;
  /** Inside: entered with consent from this tab. */
  readonly isInside: boolean;
  readonly isTakenOver: boolean;
  /** How far the next in line is prepared. */
  readonly warmUp: WarmUpView;
  /** `version` is the consent that was shown and agreed to; left out it is the one agreed to before. */
  readonly enter: (version?: string) => Promise<CommandAck>;
  readonly leave: () => Promise<void>;
}

const desks = new Map<string, Tickets>();

/** The page's tickets to one meeting's media. */
function ticketsOf(meetingId: string): Tickets {
  const known = desks.get(meetingId);
  if (known) return known;
  const desk = ticketsAhead(() => askTicket(`/api/live/${meetingId}/media-token`, { deviceId: deviceId() }));
  desks.set(meetingId, desk);
  return desk;
}

/** Whoever comes back into the room they were in gets the ticket while the page is still connecting. */
export function useEarlyTicket(meetingId: string): void {
  useEffect(() => {
    if (wasInside(meetingId) && hasAgreed()) void ticketsOf(meetingId).askAhead();
  }, [meetingId]);
}

/** This person's place in the room: presence in the log, media beside it. */
export function useRoomPlace(userId: string): RoomPlace {
  const client = useLiveClient();
  const { meetingId } = client;
  const [media] = useState(() => new MediaRoom(ticketsOf(meetingId)));
  const state = useSyncExternalStore(media.subscribe, media.getState, () => noMedia);
  const [isInside, setInside] = useState(false);
  const phase = useLive(({ meetings }) => meetings.phase);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const isEnded = phase === 'ended' || phase === 'archived';
  // A reload goes straight back in: no device check in between, and no camera opened for it.
  const [isEntering, setEntering] = useState(() => isRunning && wasInside(meetingId) && hasAgreed());
  const ownDevice = useLive(({ rooms }) => rooms.people[userId]?.deviceId ?? null);
  // The ack may come before the frame: until this device was seen present, another one's presence is only the past.
  const [wasSeen, setWasSeen] = useState(false);
  if (isInside && !wasSeen && ownDevice === deviceId()) setWasSeen(true);
  const isElsewhere = isInside && wasSeen && ownDevice !== null && ownDevice !== deviceId();
  const isOver = useLiveStatus().kind === 'goodbye';

  const enter = useCallback(
    async (version?: string) => {
      const consentVersion = version ?? agreedVersion() ?? (await currentConsent())?.version ?? '1';
      const input = { deviceId: deviceId(), mode: media.getState().mode, consentVersion };
      const answer = client.send('rooms.enterRoom', input);
      // Whoever comes in has agreed by pressing: the media need not wait for the log, only give way to its refusal.
      const isComingIn = media.getState().link.kind === 'out';
      if (isComingIn) media.join();
      setEntering(isComingIn);
      const ack = await answer;
      setEntering(false);
      if (!ack.ok) {
        // The office published another text meanwhile: that one is shown, and agreed to anew (K2).
        if (ack.error.code === 'rooms.consentOutdated') {
          rememberConsent(null);
          rememberInside(meetingId, false);
          void currentConsent(true);
        }
        if (isComingIn) await media.leave();
        return ack;
      }
      rememberConsent(consentVersion);
      rememberInside(meetingId, true);
      setWasSeen(false);
      setInside(true);
      media.join();
      return ack;
    },
    [client, media, meetingId],
  );

  const leave = useCallback(async () => {
    rememberInside(meetingId, false);
    setInside(false);
    await media.leave();
    await client.send('rooms.leaveRoom', { deviceId: deviceId() });
  }, [client, media, meetingId]);

  useEffect(() => {
    if (isRunning && wasInside(meetingId) && hasAgreed()) void enter();
    if (!isRunning || isOver) void media.leave();
    if (isEnded) rememberInside(meetingId, false);
  }, [isRunning, isEnded, isOver, enter, media, meetingId]);

  // While the person looks at camera and consent, everything but the joining itself is made ready.
  useEffect(() => {
    if (!isRunning || isInside) return;
    void media.prepare();
    const timer = setInterval(() => void media.prepare(), freshTicketMs);
    return () => clearInterval(timer);
  }, [isRunning, isInside, media]);

  useEffect(() => {
    if (isElsewhere) void media.giveWay();
  }, [isElsewhere, media]);

  // The log lost sight of this page (a long outage): it is present again.
  useEffect(() => {
    if (!isInside || !isRunning || ownDevice !== null) return;
    const timer = setTimeout(() => void enter(), 1_500);
    return () => clearTimeout(timer);
  }, [isInside, isRunning, ownDevice, enter]);

  useEffect(() => {
    if (isInside && !isElsewhere && isRunning)
      void client.send('rooms.reportMode', { deviceId: deviceId(), mode: state.mode });
  }, [client, isInside, isElsewhere, isRunning, state.mode]);

  useEffect(() => () => void media.leave(), [media]);

  const isTakenOver = isElsewhere || state.link.kind === 'takenOver';
  const warmUp = useWarmUp(media, state, isInside && !isTakenOver, userId);
  return { media, state, isEntering, isInside, isTakenOver, warmUp, enter, leave };
}
