import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { TryBox } from '#app/_features/words/try-box.tsx';
import { WordList } from '#app/_features/words/word-list.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { PageHead } from '#app/_ui/page-head.tsx';
import { wordLists } from '#server/modules/chat/index.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.words'))('title'),
});

export default async function WordsPage() {
  const { me, actor } = await requireOffice('/office/words');
  const [words, t] = await Promise.all([wordLists(actor), getTranslations('office.words')]);
  return (
    <PageFrame me={me} texts={['office', 'words']}>
      <PageHead title={t('title')} below={t('lead')} />
      <TryBox count={words.length} />
      <div className="mt-10 grid gap-x-12 md:grid-cols-2">
        {(['block', 'review'] as const).map((kind) => (
          <WordList key={kind} kind={kind} words={words.filter((one) => one.kind === kind)} />
        ))}
      </div>
    </PageFrame>
  );
}
