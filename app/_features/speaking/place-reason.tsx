'use client';

import { useTranslations } from 'next-intl';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { QueuePlace } from '#server/modules/speaking/order.ts';

/** A stretch of speaking in words: minutes and seconds, whatever is not zero. */
export function useSpokenText(): (seconds: number) => string {
  const t = useTranslations('speaking.spoken');
  return (seconds) => {
    const [minutes, rest] = [Math.floor(seconds / 60), seconds % 60];
    if (rest === 0) return t('minutes', { minutes });
    return minutes === 0 ? t('seconds', { seconds: rest }) : t('both', { minutes, seconds: rest });
  };
}

/**
 * Why an entry stands where it stands, as a sentence (D14, D15). What moved it by hand says so before its kind does; kinds
 * that outrank speeches give that as their reason.
 */
export function usePlaceReason(): (place: QueuePlace) => string {
  const t = useTranslations('speaking');
  const spoken = useSpokenText();
  const participants = useLive(({ meetings }) => meetings.participants);
  const nameOf = (actor: string): string => {
    const person = participants[actor.replace(/^user:/, '')];
    if (!person) return t('reason.somebody');
    return person.roles.includes('chair') ? t('reason.theChair') : person.name;
  };
  return ({ entry, reason }) => {
    const isPlain = entry.kind !== 'speech';
    switch (reason.code) {
      case 'manual':
        if (reason.from === null) return t('reason.put', { who: nameOf(reason.by), at: reason.at });
        return t('reason.manual', { who: nameOf(reason.by), at: reason.at, from: reason.from });
      case 'readded':
      case 'skipped':
        return t(`reason.${reason.code}`, { at: reason.at });
      case 'replyToRunning':
        return t('reason.replyToRunning');
      case 'leastSpoken':
        if (isPlain) return t(`kindReason.${entry.kind}`);
        return t('reason.leastSpoken', {
          turns: reason.turns,
          spoken: spoken(reason.seconds),
          sectorSpoken: spoken(reason.sectorSeconds),
        });
      case 'prearranged':
        return isPlain ? t(`kindReason.${entry.kind}`) : t('reason.prearranged', { number: reason.number });
      case 'rotation':
        if (isPlain) return t(`kindReason.${entry.kind}`);
        return t('reason.rotation', { round: reason.round, sector: reason.sectorName ?? 'none' });
      case 'firstCome':
      case 'notPrearranged':
        return isPlain ? t(`kindReason.${entry.kind}`) : t(`reason.${reason.code}`, { at: reason.at });
    }
  };
}
