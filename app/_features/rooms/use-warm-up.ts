'use client';

import { useEffect, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { floorOf, nextInLine } from '#server/modules/speaking/figures.ts';
import type { SpeakingState } from '#server/modules/speaking/state.ts';
import { hasCheckedDevices } from './device.ts';
import type { MediaRoom, MediaState } from './media-room.ts';
import type { OwnSource, WarmUpState } from './warm-up.ts';

/** What the person is told of their devices before the turn. `letGo`: somebody else is next now, and all is off again. */
export interface WarmUpView {
  readonly kind: WarmUpState | 'letGo';
  /** Keeps the devices closed until the turn itself. */
  readonly decline: () => void;
}

/** A queue that is just being put in order opens no cameras. */
const settleMs = 700;
const ownSources: readonly OwnSource[] = ['microphone', 'camera'];
const shownMs = 8_000;

/** Whether this person's turn comes next, from a device of their own: first in line, or first of those who are there. */
export function isNextInLine(speaking: SpeakingState, itemId: string | null, userId: string): boolean {
  const next = nextInLine(speaking, itemId);
  return [next?.first, next?.present].some(
    (place) => place?.entry.speaker.userId === userId && place.entry.source === 'online',
  );
}

/** Whether the browser opens a device without asking: allowed for good, or used in the check of devices. */
async function isAllowed(source: OwnSource): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: source })).state === 'granted';
  } catch {
    return hasCheckedDevices();
  }
}

/** Prepares the next in line (decision 100) and lets go again when somebody else is next. */
export function useWarmUp(media: MediaRoom, state: MediaState, isHere: boolean, userId: string): WarmUpView {
  const phase = useLive(({ meetings }) => meetings.phase);
  const sources = useLive(({ speaking }) => speaking.settings.sources.join(' '));
  const isNext = useLive(({ speaking, meetings }) => isNextInLine(speaking, meetings.currentItemId, userId));
  const hasFloor = useLive(({ speaking }) =>
    floorOf(speaking).some(({ speaker, source }) => speaker?.userId === userId && source === 'online'),
  );
  const [isDeclined, setDeclined] = useState(false);
  const isReady = isHere && phase === 'live' && state.link.kind !== 'takenOver';
  // The log may tell of the turn before the media server gives the right: what is prepared is still needed then.
  const isNeeded = isReady && (hasFloor || (isNext && !isDeclined));
  const mayOpen = isReady && isNext && !hasFloor && !isDeclined && state.link.kind === 'joined' && !state.canPublish;

  useEffect(() => {
    if (!isNext) setDeclined(false);
  }, [isNext]);

  useEffect(() => {
    if (!isNeeded) media.coolDown();
  }, [isNeeded, media]);

  useEffect(() => {
    if (!mayOpen) return;
    let isOver = false;
    const wanted = ownSources.filter((source) => sources.includes(source));
    const open = async (): Promise<void> => {
      const answers = await Promise.all(wanted.map(isAllowed));
      const allowed = wanted.filter((_, index) => answers[index]);
      if (allowed.length > 0 && !isOver) await media.warmUp(allowed);
    };
    const timer = setTimeout(() => void open(), settleMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [mayOpen, sources, media]);

  const hasLetGo = useLetGo(state.warmUp === 'ready', !isNext && !hasFloor);
  return { kind: hasLetGo ? 'letGo' : hasFloor ? 'none' : state.warmUp, decline: () => setDeclined(true) };
}

/** True for a moment after somebody who was ready is passed over. */
function useLetGo(isWarm: boolean, isPassedOver: boolean): boolean {
  const [wasWarm, setWasWarm] = useState(false);
  const [isShown, setShown] = useState(false);
  if (isWarm && !isPassedOver && !wasWarm) setWasWarm(true);
  if (wasWarm && !isWarm) {
    setWasWarm(false);
    if (isPassedOver) setShown(true);
  }
  useEffect(() => {
    if (!isShown) return;
    const timer = setTimeout(() => setShown(false), shownMs);
    return () => clearTimeout(timer);
  }, [isShown]);
  return isShown;
}
