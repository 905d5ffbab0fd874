import { type RefObject, useEffect, useRef } from 'react';

const lookMs = 100;
/** Somebody's camera that sends nothing must not keep the programme from beginning. */
const patienceMs = 4_000;

const isDrawn = (stage: HTMLElement): boolean =>
  [...stage.querySelectorAll('video')].every(({ readyState }) => readyState >= 2) &&
  [...stage.querySelectorAll('img')].every(({ complete }) => complete);

/** Tells the egress, by the words it waits for on the console, when to begin and when to end. */
export function useSignals(stage: RefObject<HTMLElement | null>, isJoined: boolean, isOver: boolean): void {
  const isBegun = useRef(false);
  useEffect(() => {
    if (!isJoined || isBegun.current) return;
    const since = performance.now();
    const timer = setInterval(() => {
      const isReady = stage.current !== null && isDrawn(stage.current);
      if (!isReady && performance.now() - since < patienceMs) return;
      clearInterval(timer);
      isBegun.current = true;
      say('START_RECORDING');
    }, lookMs);
    return () => clearInterval(timer);
  }, [stage, isJoined]);
  useEffect(() => {
    if (isOver) say('END_RECORDING');
  }, [isOver]);
}

// oxlint-disable-next-line no-console -- the protocol of LiveKit Egress
const say = (word: string): void => console.log(word);
