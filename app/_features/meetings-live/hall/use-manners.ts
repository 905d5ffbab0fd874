import { useEffect, useState } from 'react';

/** Keeps the projector from going to sleep while the page is seen. */
export function useWakefulness(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | null = null;
    let isGone = false;
    const hold = (): void => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      navigator.wakeLock.request('screen').then(
        (held) => {
          lock = held;
          if (isGone) void held.release();
        },
        // A battery that runs low refuses it; the next time the page is seen it is asked for again.
        () => undefined,
      );
    };
    hold();
    document.addEventListener('visibilitychange', hold);
    return () => {
      isGone = true;
      document.removeEventListener('visibilitychange', hold);
      void lock?.release();
    };
  }, []);
}

const firstMs = 8_000;
const afterMs = 3_000;

/** Whether somebody has just moved the pointer or pressed a key; at the opening for a while longer. */
export function useAttended(): boolean {
  const [isAttended, setAttended] = useState(true);
  useEffect(() => {
    let timer = setTimeout(() => setAttended(false), firstMs);
    const stir = (): void => {
      setAttended(true);
      clearTimeout(timer);
      timer = setTimeout(() => setAttended(false), afterMs);
    };
    addEventListener('pointermove', stir);
    addEventListener('keydown', stir);
    return () => {
      clearTimeout(timer);
      removeEventListener('pointermove', stir);
      removeEventListener('keydown', stir);
    };
  }, []);
  return isAttended;
}

export interface FullScreen {
  readonly isOn: boolean;
  readonly toggle: () => void;
}

/** The whole screen, by the button or the key F. */
export function useFullScreen(): FullScreen {
  const [isOn, setOn] = useState(false);
  useEffect(() => {
    const look = (): void => setOn(document.fullscreenElement !== null);
    const press = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): void => {
      if (key.toLowerCase() === 'f' && !ctrlKey && !metaKey && !altKey) toggle();
    };
    look();
    document.addEventListener('fullscreenchange', look);
    addEventListener('keydown', press);
    return () => {
      document.removeEventListener('fullscreenchange', look);
      removeEventListener('keydown', press);
    };
  }, []);
  return { isOn, toggle };
}

function toggle(): void {
  const change = document.fullscreenElement
    ? document.exitFullscreen()
    : document.documentElement.requestFullscreen({ navigationUI: 'hide' });
  // A browser that does not allow it leaves everything as it is.
  change.catch(() => undefined);
}
