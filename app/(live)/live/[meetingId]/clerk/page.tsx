import type { Metadata } from 'next';
import { ClerkPage } from '#app/_features/attendance/clerk/clerk-page.tsx';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { liveTitle } from '../title.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> =>
  liveTitle((await params).meetingId, 'clerk');

export default async function Page({ params }: Params) {
  const { meetingId } = await params;
  const { me } = await requireActor(`/live/${meetingId}/clerk`);
  const isOffice = me.role === 'officer' || me.role === 'admin';
  return (
    <Messages of={['consents', 'attendance', 'live', 'rooms', 'meetings', 'speaking', 'polls', 'chair', 'votes']}>
      <ClerkPage meetingId={meetingId} userId={me.userId} isOffice={isOffice} />
    </Messages>
  );
}
