import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { PlanPage } from '#app/_features/meetings/plan-page.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { meetingById } from '#server/modules/meetings/index.ts';
import { committees, invitable, sectors } from '#server/modules/members/index.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> => {
  const { meetingId } = await params;
  await requireOffice(`/office/meetings/${meetingId}`);
  const meeting = await meetingById(meetingId);
  return meeting ? { title: meeting.title } : {};
};

export default async function PlanMeetingPage({ params }: Params) {
  const { meetingId } = await params;
  const { me, actor } = await requireOffice(`/office/meetings/${meetingId}`);
  const [meeting, people, sectorList, committeeList] = await Promise.all([
    meetingById(meetingId),
    invitable(actor),
    sectors(),
    committees(),
  ]);
  if (!meeting) notFound();
  return (
    <PageFrame me={me} texts={['office', 'meetings', 'live']}>
      <PlanPage meetingId={meetingId} directory={{ people, sectors: sectorList, committees: committeeList }} />
    </PageFrame>
  );
}
