'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { Turn } from '#server/modules/speaking/state.ts';
import { hasCheckedDevices } from './device.ts';
import { closeOwnMedia, isGranted, type Opened, type OwnWishes, openOwnMedia } from './own-media.ts';
import type { RoomPlace } from './use-media.ts';

/**
 * The own devices in the own turn. `coming`: the media server has not given the right yet. `unasked`: the browser would ask
 * first, so the person presses. `paused`: the right is away for a while.
 */
export type OwnDevices = 'none' | 'venue' | 'coming' | 'unasked' | 'opening' | 'paused' | Opened;

export interface OwnTurn {
  readonly turn: Turn | null;
  readonly devices: OwnDevices;
  /** Opens the devices by a press, where they did not open by themselves. */
  readonly open: () => void;
  readonly wish: (change: Partial<OwnWishes>) => void;
  /** For a moment after a turn: everything is off, and the page says so. */
  readonly hasJustEnded: boolean;
}

const shownMs = 8_000;
const allOn: OwnWishes = { microphone: true, camera: true };

/**
 * Sends microphone and camera when the own turn begins and the media server lets (D3), again after the line was lost (D7),
 * and lets go of them when it ends. Whoever publishes by their role keeps their own hand on their devices.
 */
export function useOwnTurn(place: RoomPlace, turn: Turn | null, hasRoleRight: boolean): OwnTurn {
  const { media, state, isTakenOver } = place;
  const sources = useLive(({ speaking }) => speaking.settings.sources);
  const wishes = useRef<OwnWishes>(allOn);
  const [opened, setOpened] = useState<Opened | 'unasked' | 'opening' | null>(null);
  const hasJustEnded = useJustEnded(turn?.turnId ?? null);
  const turnId = turn?.turnId ?? null;
  const isOnline = turn !== null && turn.source === 'online' && !isTakenOver && !hasRoleRight;
  const isJoined = state.link.kind === 'joined';
  const may = isOnline && isJoined && state.canPublish;
  // A line that is lost for a moment comes back with what was sent on it; only the end or the right's end closes.
  const mustClose = !hasRoleRight && (!isOnline || (isJoined && !state.canPublish));

  const mayNow = useRef(may);
  useEffect(() => {
    mayNow.current = may;
  }, [may]);

  const open = useCallback(async () => {
    setOpened('opening');
    const outcome = await openOwnMedia(media, sources, wishes.current);
    // Devices are slow: the turn may be over by now.
    if (mayNow.current) setOpened(outcome);
    else await closeOwnMedia(media);
  }, [media, sources]);

  useEffect(() => {
    if (turnId !== null) wishes.current = allOn;
  }, [turnId]);

  useEffect(() => {
    if (!may) return;
    let isGone = false;
    void isGranted().then((granted) => {
      if (isGone) return;
      if (granted ?? hasCheckedDevices()) void open();
      else setOpened('unasked');
    });
    return () => {
      isGone = true;
    };
  }, [may, turnId, open]);

  useEffect(() => {
    if (!mustClose) return;
    setOpened(null);
    void closeOwnMedia(media);
  }, [mustClose, media]);

  return {
    turn,
    devices: devicesOf(),
    open: () => void open(),
    wish(change) {
      wishes.current = { ...wishes.current, ...change };
    },
    hasJustEnded,
  };

  function devicesOf(): OwnDevices {
    if (turn === null || hasRoleRight) return 'none';
    if (turn.source === 'venue') return 'venue';
    if (!may) return turn.isPaused ? 'paused' : 'coming';
    return opened ?? 'coming';
  }
}

function useJustEnded(turnId: string | null): boolean {
  const [last, setLast] = useState(turnId);
  const [hasEnded, setEnded] = useState(false);
  if (last !== turnId) {
    setLast(turnId);
    setEnded(turnId === null);
  }
  useEffect(() => {
    if (!hasEnded) return;
    const timer = setTimeout(() => setEnded(false), shownMs);
    return () => clearTimeout(timer);
  }, [hasEnded]);
  return hasEnded;
}
