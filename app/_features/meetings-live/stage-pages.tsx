'use client';

import { useTranslations } from 'next-intl';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { StageActs } from './use-stage.ts';

/** While a document is shown: which one, and its pages. */
export function StagePages({ acts: { layout, paper, open, previous, next } }: { acts: StageActs }) {
  const t = useTranslations('live.stage');
  const documents = useLive(({ meetings }) => meetings.documents);
  const readable = documents.filter(({ pageCount }) => pageCount > 0);
  if (layout !== 'document') return null;
  if (readable.length === 0) return <p className="pt-1 text-sm text-ink-3">{t('noDocuments')}</p>;
  return (
    <div className="flex items-center gap-1 pt-1.5">
      <select
        aria-label={t('which')}
        className="field min-h-9 min-w-0 flex-1 truncate py-0! text-sm! elder:min-h-target"
        value={paper?.document.documentId ?? ''}
        onChange={(event) => open(event.target.value || null)}
      >
        <option value="">{t('sharedScreen')}</option>
        {readable.map(({ documentId, title }) => (
          <option key={documentId} value={documentId}>
            {title}
          </option>
        ))}
      </select>
      <Turn label={t('previousPage')} icon="back" cap="PageUp" onPress={previous} />
      <span className="num flex-none text-sm" role="status">
        {paper ? t('pageOf', { page: paper.page, count: paper.document.pageCount }) : '–'}
      </span>
      <Turn label={t('nextPage')} icon="chevron" cap="PageDown" onPress={next} />
    </div>
  );
}

function Turn({
  label,
  icon,
  cap,
  onPress,
}: {
  label: string;
  icon: 'back' | 'chevron';
  cap: string;
  onPress: (() => void) | null;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      title={`${label} (${cap})`}
      disabled={onPress === null}
      className="tool min-h-9! px-2! disabled:opacity-40 elder:min-h-target!"
      onClick={() => onPress?.()}
    >
      <Icon name={icon} />
    </button>
  );
}
