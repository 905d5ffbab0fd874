import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { HallPage } from '#app/_features/meetings-live/hall/hall-page.tsx';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { meetingById, meetingsOf } from '#server/modules/meetings/index.ts';
import { mayOpenScreen } from '#server/modules/rooms/policy.ts';
import { liveTitle } from '../title.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> =>
  liveTitle((await params).meetingId, 'screen');

/** For those who run the meeting; for everybody else there is no such page (R16). */
export default async function Page({ params }: Params) {
  const { meetingId } = await params;
  const { me } = await requireActor(`/live/${meetingId}/screen`);
  const isOffice = me.role === 'officer' || me.role === 'admin';
  const own = (await meetingsOf(me.userId)).find((meeting) => meeting.meetingId === meetingId);
  const mayOpen = isOffice ? (await meetingById(meetingId)) !== null : own !== undefined && mayOpenScreen(own.roles);
  if (!mayOpen) notFound();
  return (
    <Messages of={['hall', 'live', 'rooms', 'speaking', 'polls', 'attendance']}>
      <HallPage meetingId={meetingId} />
    </Messages>
  );
}
