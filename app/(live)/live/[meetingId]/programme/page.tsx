import { notFound } from 'next/navigation';
import { ProgrammePage } from '#app/_features/meetings-live/programme/programme-page.tsx';
import { MeetingIdSchema } from '#server/kernel/ids.ts';
import { readPageKey } from '#server/media/egress/page-key.ts';
import { sign, unsign } from '#server/modules/identity/index.ts';

interface Params {
  readonly params: Promise<{ meetingId: string }>;
  /** `key` is ours; `url`, `token` and `layout` are what LiveKit Egress adds. */
  readonly searchParams: Promise<{ readonly key?: string | string[]; readonly token?: string | string[] }>;
}

const one = (given: string | string[] | undefined): string => (typeof given === 'string' ? given : '');

/** What LiveKit Egress opens to record a meeting (G14): no session, but a key. Without a good one there is no such page. */
export default async function Page({ params, searchParams }: Params) {
  const [{ meetingId }, { key, token }] = await Promise.all([params, searchParams]);
  const parsed = MeetingIdSchema.safeParse(meetingId);
  if (!parsed.success || !readPageKey({ sign, unsign }, parsed.data, one(key), Date.now())) notFound();
  return <ProgrammePage meetingId={parsed.data} firstKey={one(key)} token={one(token)} />;
}
