'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Line } from '#app/_ui/states.tsx';
import type { RoomPlace } from './use-media.ts';

/** One line for what is not as it should be with picture and sound, and what happens about it. */
export function MediaLine({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms');
  const say = useViolationText();
  const { media, state, isInside, isTakenOver, enter } = place;
  const isAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  const isBack = useJustCameBack(state.link.kind === 'lost');
  if (!isInside) return null;
  if (isTakenOver)
    return (
      <Line icon="screen">
        {t('takenOver')}{' '}
        <button type="button" className="font-bold text-nav" onClick={() => void enter()}>
          {t('takeBack')}
        </button>
      </Line>
    );
  if (state.link.kind === 'refused') return <Line icon="warning">{say(state.link.violation)}</Line>;
  if (state.link.kind === 'lost')
    return <Line icon="signal">{t(isAvailable ? 'mediaReconnecting' : 'mediaDown')}</Line>;
  if (state.isSoundBlocked)
    return (
      <Line icon="soundOff">
        {t('soundBlocked')}{' '}
        <button type="button" className="font-bold text-nav" onClick={() => void media.startSound()}>
          {t('startSound')}
        </button>
      </Line>
    );
  const { warmUp } = place;
  if (warmUp.kind === 'ready')
    return (
      <Line icon="camera">
        {t('warmUp.ready')}{' '}
        <button type="button" className="font-bold text-nav" onClick={warmUp.decline}>
          {t('warmUp.decline')}
        </button>
      </Line>
    );
  if (warmUp.kind === 'opening' || warmUp.kind === 'failed' || warmUp.kind === 'letGo')
    return <Line icon={warmUp.kind === 'failed' ? 'warning' : 'camera'}>{t(`warmUp.${warmUp.kind}`)}</Line>;
  if (state.wish === 'auto' && state.mode === 'audio') return <Line icon="sound">{t('weak.audio')}</Line>;
  if (state.wish === 'auto' && state.mode === 'captions') return <Line icon="captions">{t('weak.captions')}</Line>;
  return isBack ? <Line icon="check">{t('mediaBack')}</Line> : null;
}

const shownMs = 4_000;

/** True for a moment after something that was lost is back. */
function useJustCameBack(isLost: boolean): boolean {
  const [wasLost, setWasLost] = useState(false);
  useEffect(() => {
    if (isLost) return setWasLost(true);
    const timer = setTimeout(() => setWasLost(false), shownMs);
    return () => clearTimeout(timer);
  }, [isLost]);
  return wasLost && !isLost;
}
