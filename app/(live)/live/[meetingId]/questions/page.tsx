import type { Metadata } from 'next';
import { BoardPage } from '#app/_features/chat/board/board-page.tsx';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { liveTitle } from '../title.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> =>
  liveTitle((await params).meetingId, 'questions');

export default async function Page({ params }: Params) {
  const { meetingId } = await params;
  const { me } = await requireActor(`/live/${meetingId}/questions`);
  const isOffice = me.role === 'officer' || me.role === 'admin';
  return (
    <Messages of={['live', 'rooms', 'chat', 'meetings', 'attendance', 'speaking', 'chair']}>
      <BoardPage meetingId={meetingId} userId={me.userId} isOffice={isOffice} />
    </Messages>
  );
}
