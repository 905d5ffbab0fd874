import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CheckIn } from '#app/_features/attendance/check-in.tsx';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { meetingsOf } from '#server/modules/meetings/index.ts';

interface Params {
  readonly params: Promise<{ meetingId: string; code: string }>;
}

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('attendance.checkIn'))('title'),
});

/** Where the code of the hall screen leads. */
export default async function CheckInPage({ params }: Params) {
  const { meetingId, code } = await params;
  const { me } = await requireActor(`/check-in/${meetingId}/${encodeURIComponent(code)}`);
  const meeting = (await meetingsOf(me.userId)).find((one) => one.meetingId === meetingId);
  return (
    <PageFrame me={me} texts={['attendance', 'rooms']}>
      <CheckIn
        meetingId={meetingId}
        code={decodeURIComponent(code)}
        name={me.name}
        title={meeting?.title ?? null}
        place={meeting?.place ?? ''}
      />
    </PageFrame>
  );
}
