import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { RefusedReplay } from '#app/_features/replay/refused.tsx';
import { ReplayPage } from '#app/_features/replay/replay-page.tsx';
import { replayInfo } from '#app/_lib/live/replay-info.ts';
import { Messages } from '#app/_lib/messages-provider.tsx';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
}

const found = async ({ params }: Params) => replayInfo((await params).meetingId, (await headers()).get('cookie'));

export async function generateMetadata(props: Params): Promise<Metadata> {
  const t = await getTranslations('replays');
  const info = await found(props);
  return { title: info.kind === 'shown' ? t('title', { title: info.info.title }) : t('noTitle') };
}

export default async function Page(props: Params) {
  const info = await found(props);
  if (info.kind !== 'shown') return <RefusedReplay refusal={info} meetingId={(await props.params).meetingId} />;
  return (
    <Messages of={['replays', 'rooms', 'consents', 'speaking', 'polls']}>
      <ReplayPage info={info.info} />
    </Messages>
  );
}
