'use client';

import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import type { PersonAttendance } from '#server/modules/attendance/figures.ts';

/** Where somebody is, since when and by what, in one line. */
export function useStateText(): (of: PersonAttendance) => string {
  const t = useTranslations('attendance.clerk.state');
  return (of) => {
    if (of.place !== null && of.lastAt !== null && of.lastBy !== null)
      return t('here', {
        place: t(`place.${of.place}`),
        time: clockTime(of.firstAt ?? of.lastAt),
        means: t(`means.${of.lastBy}`),
      });
    if (of.status === 'left') return t('left', { time: clockTime(of.leftAt ?? of.lastAt ?? 0) });
    return t(of.status);
  };
}
