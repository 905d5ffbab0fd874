import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { StudioLine } from '#app/_features/portal/studio-line.tsx';
import { currentMe } from '#app/_lib/session.ts';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { studiosByStreet } from '#server/modules/studios/index.ts';

export default async function StudiosPage() {
  const [me, streets, t] = await Promise.all([currentMe(), studiosByStreet(), getTranslations('portal.studios')]);
  const studioCount = streets.reduce((sum, { studios }) => sum + studios.length, 0);
  return (
    <PageFrame me={me}>
      <h1 className="mb-2 font-serif text-4xl">{t('title')}</h1>
      <p className="mb-8 text-note text-ink-2">{t('text')}</p>
      {streets.length === 0 ? (
        <Notice icon="calendar" title={t('none')}>
          {t('noneText')}
        </Notice>
      ) : (
        <Section title={t('list')} aside={t('count', { studios: studioCount, streets: streets.length })}>
          <ul>
            {streets.flatMap(({ name, studios }) =>
              studios.map((studio) => <StudioLine key={studio.studioId} studio={studio} street={name} />),
            )}
          </ul>
        </Section>
      )}
    </PageFrame>
  );
}
