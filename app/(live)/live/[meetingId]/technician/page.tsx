import type { Metadata } from 'next';
import { TechnicianPage } from '#app/_features/rooms/technician-page.tsx';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { liveTitle } from '../title.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> =>
  liveTitle((await params).meetingId, 'technician');

export default async function Page({ params }: Params) {
  const { meetingId } = await params;
  const { me } = await requireActor(`/live/${meetingId}/technician`);
  return (
    <Messages of={['consents', 'rooms', 'venue', 'live', 'chat', 'meetings']}>
      <TechnicianPage meetingId={meetingId} userId={me.userId} />
    </Messages>
  );
}
