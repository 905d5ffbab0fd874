import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { currentMe } from '#app/_lib/session.ts';
import { meetingById, meetingsOf } from '#server/modules/meetings/index.ts';

/** The page's title; a meeting is named only to people who have a place in it. */
export async function liveTitle(
  meetingId: string,
  page: 'room' | 'chair' | 'clerk' | 'technician' | 'screen' | 'questions',
): Promise<Metadata> {
  const t = await getTranslations('live');
  const me = await currentMe();
  const isOffice = me?.role === 'officer' || me?.role === 'admin';
  const own = me && !isOffice ? (await meetingsOf(me.userId)).find((meeting) => meeting.meetingId === meetingId) : null;
  const meeting = own ?? (isOffice ? await meetingById(meetingId) : null);
  return { title: meeting ? t(`title.${page}`, { title: meeting.title }) : t('title.none') };
}
