import { useEffect, useState, useSyncExternalStore } from 'react';
import { MediaRoom, type MediaState, noMedia } from '#app/_features/rooms/media-room.ts';
import { askTicket, ticketsAhead } from '#app/_features/rooms/tickets.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';

const askAgainMs = 15_000;

/** One screen, one seat: two of them in one browser do not take each other's. */
function roomOf(meetingId: string): MediaRoom {
  const deviceId = `screen-${crypto.randomUUID().slice(0, 18)}`;
  const ask = () => askTicket(`/api/live/${meetingId}/screen-token`, { deviceId });
  return new MediaRoom(ticketsAhead(ask), { hasSound: false });
}

/** The pictures of the meeting without its sound, for as long as it runs; what was refused is asked for again and again. */
export function useHallMedia(): MediaState {
  const { meetingId } = useLiveClient();
  const [media] = useState(() => roomOf(meetingId));
  const state = useSyncExternalStore(media.subscribe, media.getState, () => noMedia);
  const isRunning = useLive(({ meetings: { phase } }) => phase === 'open' || phase === 'live' || phase === 'suspended');
  const isGivenUp = state.link.kind === 'refused' || state.link.kind === 'takenOver';
  useEffect(() => {
    if (isRunning) media.join();
    else void media.leave();
  }, [isRunning, media]);
  useEffect(() => {
    if (!isRunning || !isGivenUp) return;
    const timer = setInterval(() => media.join(), askAgainMs);
    return () => clearInterval(timer);
  }, [isRunning, isGivenUp, media]);
  useEffect(() => () => void media.leave(), [media]);
  return state;
}
