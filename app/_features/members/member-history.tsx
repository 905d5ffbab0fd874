import { getLocale, getTranslations } from 'next-intl/server';
import { clockTime, dayInLists } from '#app/_lib/format.ts';
import { Notice } from '#app/_ui/states.tsx';
import type { MemberHistoryEntry, NamedGroup } from '#server/modules/members/index.ts';

/** Every change of the file with who, when, from what to what (B1); newest first. */
export async function MemberHistory({
  history,
  sectors,
}: {
  history: readonly MemberHistoryEntry[];
  sectors: readonly NamedGroup[];
}) {
  const t = await getTranslations('office.members');
  const locale = await getLocale();
  const now = Date.now();
  const sectorOf = new Map(sectors.map(({ id, name }) => [id, name]));
  const shown = (field: string, value: string): string => {
    if (value === '') return t('empty');
    if (field === 'gender') return value === 'male' || value === 'female' ? t(`genders.${value}`) : value;
    if (field === 'isActive') return value === 'true' ? t('standings.active') : t('former');
    return field === 'sectorId' ? (sectorOf.get(value) ?? value) : value;
  };
  if (history.length === 0) return <Notice title={t('noHistory.title')}>{t('noHistory.text')}</Notice>;
  return (
    <ol className="pt-3">
      {history.map((entry, index) => (
        <li
          key={entry.id}
          className={`relative pb-5 pl-6 before:absolute before:top-2 before:left-0 before:size-2.5 before:rounded-full before:border-2 before:border-nav after:absolute after:top-5 after:bottom-0 after:left-[4px] after:w-0.5 after:bg-line last:after:hidden ${
            index === 0 ? 'before:bg-nav' : ''
          }`}
        >
          <p className="num text-sm text-ink-3">
            {dayInLists(entry.at, locale, now)} {clockTime(entry.at)} · {entry.by ?? t('nobody')} ·{' '}
            {t(entry.source === 'import' ? 'sources.import' : 'sources.office')}
          </p>
          <dl>
            {Object.entries(entry.fields).map(([field, [before, after]]) => (
              <div key={field} className="text-note">
                <dt className="inline text-ink-3">
                  {t.has(`fields.${field}`) ? t(`fields.${field}` as 'fields.name') : field}{' '}
                </dt>
                <dd className="inline">
                  {field === 'created' ? (
                    after
                  ) : (
                    <>
                      <s className="text-ink-3">{shown(field, before)}</s> → {shown(field, after)}
                    </>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ol>
  );
}
