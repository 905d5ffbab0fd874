import { getLocale, getTranslations } from 'next-intl/server';
import { dayInLists, exactTime } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Section } from '#app/_ui/section.tsx';
import type { AuditLine } from '#server/modules/retention/contract.ts';
import type { AuditTrail } from '#server/modules/retention/index.ts';

/** Who saw, changed, took down and erased what, the newest first. */
export async function AuditList({ trail }: { trail: AuditTrail }) {
  const t = await getTranslations('retention.audit');
  const locale = await getLocale();
  const isWhole = trail.brokenAt === null;
  return (
    <Section
      title={t('title')}
      aside={
        <span className="inline-flex items-center gap-1.5">
          <Icon name={isWhole ? 'check' : 'warning'} className="size-4.5" />
          {isWhole ? t('whole') : t('broken', { line: trail.brokenAt ?? 0 })}
        </span>
      }
    >
      {trail.lines.length === 0 && <p className="py-4 text-note text-ink-3">{t('none')}</p>}
      <ol>
        {trail.lines.map((line) => (
          <li
            key={line.key}
            className="grid gap-x-4 border-t border-line py-2 text-note first:border-0 sm:grid-cols-[10.5rem_9rem_minmax(0,1fr)]"
          >
            <span className="num text-sm leading-6 text-ink-3">
              {dayInLists(line.at, locale, Date.now())} {exactTime(line.at)}
            </span>
            <span className="truncate">{line.who ?? t('system')}</span>
            <span>
              <b>{t(`actions.${line.action.replace('.', '-')}` as 'actions.periodsSet')}</b>
              {line.meetingTitle && <span className="ml-2">{line.meetingTitle}</span>}
              <Detail line={line} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

/** What the line says beside its deed: a reason, or figures. */
async function Detail({ line: { detail, action } }: { line: AuditLine }) {
  const t = await getTranslations('retention.audit');
  const text = ((): string | null => {
    if (typeof detail['reason'] === 'string') return detail['reason'] === 'retention' ? t('due') : detail['reason'];
    if (action === 'periodsSet') return t('periods', detail as Record<'recordingDays', number>);
    if (action === 'erasedRecordings') return t('segments', detail as Record<'segments', number>);
    if (action === 'erasedWords') return t('events', detail as Record<'events', number>);
    return typeof detail['version'] === 'string' ? t('version', { version: detail['version'] }) : null;
  })();
  return text && <span className="ml-2 text-sm text-ink-2">{text}</span>;
}
