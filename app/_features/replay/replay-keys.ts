'use client';

import { useEffect } from 'react';
import type { Replay } from './use-replay.ts';

const stepMs = 10_000;

/** What typing belongs to has its keys for itself. */
const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [role=dialog], [role=menu]') !== null;

/** Space, arrows, J and L, brackets for agenda items, slash for the search; with Shift the arrows go by turns. */
export function useReplayKeys(replay: Replay, focusSearch: () => void): void {
  useEffect(() => {
    const { player } = replay;
    const by = (ms: number): void => player.seek(player.getState().instant + ms);
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const isPress = event.target instanceof HTMLElement && event.target.closest('button, a, summary') !== null;
      const acts: Readonly<Record<string, () => void>> = {
        // A button has the space bar to itself.
        ' ': () => (isPress ? undefined : player.toggle()),
        ArrowLeft: () => (event.shiftKey ? replay.stepTurn(-1) : by(-stepMs)),
        ArrowRight: () => (event.shiftKey ? replay.stepTurn(1) : by(stepMs)),
        j: () => by(-stepMs),
        l: () => by(stepMs),
        k: () => player.toggle(),
        '[': () => replay.stepChapter(-1),
        ']': () => replay.stepChapter(1),
        m: () => player.toggleSound(),
        '/': focusSearch,
      };
      const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act || (event.key === ' ' && isPress)) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [replay, focusSearch]);
}
