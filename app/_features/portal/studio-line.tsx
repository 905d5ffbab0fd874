import { getTranslations } from 'next-intl/server';
import type { StudioRow } from '#server/modules/studios/index.ts';

/** One studio: street, name and place, and who receives there. */
export async function StudioLine({ studio, street }: { studio: StudioRow; street: string }) {
  const t = await getTranslations('portal.studios');
  return (
    <li className="grid gap-x-5 gap-y-1 border-t border-line py-4 sm:grid-cols-[8.5rem_1fr]">
      <p className="text-note text-ink-2">{street}</p>
      <div className="min-w-0">
        <h3 className="text-lg font-bold">{studio.name}</h3>
        <p className="text-sm text-ink-3">{studio.place}</p>
        <p className="mt-1 text-note text-ink-2">
          <span className="text-ink-3">{t('members')}</span>{' '}
          {studio.members.map(({ name, sectorName }) => t('member', { name, sector: sectorName })).join(t('separator'))}
        </p>
      </div>
    </li>
  );
}
