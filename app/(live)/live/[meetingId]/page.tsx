import type { Metadata } from 'next';
import { RoomPage } from '#app/_features/rooms/room-page.tsx';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { liveTitle } from './title.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> =>
  liveTitle((await params).meetingId, 'room');

export default async function Page({ params }: Params) {
  const { meetingId } = await params;
  const { me } = await requireActor(`/live/${meetingId}`);
  return (
    <Messages of={['consents', 'rooms', 'live', 'chat', 'meetings', 'attendance', 'speaking', 'polls']}>
      <RoomPage meetingId={meetingId} userId={me.userId} />
    </Messages>
  );
}
