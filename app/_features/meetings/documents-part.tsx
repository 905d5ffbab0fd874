'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { MeetingDocument } from '#server/modules/meetings/contract.ts';
import { numbersOf } from './agenda-tree.ts';
import { DocumentForm } from './document-form.tsx';
import { useMayChange } from './may-change.ts';
import { useSaving } from './use-saving.ts';

/** Papers of the meeting: what is there, one more, and taking one down. */
export function DocumentsPart() {
  const t = useTranslations('office.plan');
  const c = useTranslations('common');
  const documents = useLive(({ meetings }) => meetings.documents);
  const mayAdd = useMayChange('addDocument');
  const [asked, setAsked] = useState<MeetingDocument | null>(null);
  const saving = useSaving();
  return (
    <section aria-label={t('documents')}>
      {documents.length === 0 ? (
        <Notice icon="document" title={t('noDocuments')}>
          {t('noDocumentsText')}
        </Notice>
      ) : (
        <ul className="border-t border-line">
          {documents.map((document) => (
            <DocumentLine
              key={document.documentId}
              document={document}
              {...(mayAdd && { onRemove: () => setAsked(document) })}
            />
          ))}
        </ul>
      )}
      <ProblemLine problem={saving.problem} />
      {mayAdd && <DocumentForm />}
      <Confirm
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => asked && void saving.save('removeDocument', { documentId: asked.documentId })}
        title={t('removeDocumentTitle')}
        text={t('removeDocumentText', { title: asked?.title ?? '' })}
        confirm={t('takeDown')}
        cancel={c('cancel')}
        isIrreversible
      />
    </section>
  );
}

function DocumentLine({ document, onRemove }: { document: MeetingDocument; onRemove?: () => void }) {
  const t = useTranslations('office.plan');
  const locale = useLocale();
  const { meetingId } = useLiveClient();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const item = agenda.find(({ itemId }) => itemId === document.itemId);
  const size = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(document.sizeBytes / 1024 / 1024);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line py-3">
      <Icon name="document" className="size-6 text-ink-3" />
      <div className="min-w-0 flex-1">
        <a
          href={`/api/live/${meetingId}/documents/${document.documentId}`}
          target="_blank"
          rel="noreferrer"
          className="text-lg font-bold break-words text-ink hover:text-nav"
        >
          {document.title}
        </a>
        <p className="num text-sm text-ink-3">
          {item ? `${numbersOf(agenda, locale).get(item.itemId)} ${item.title}` : t('wholeMeeting')} ·{' '}
          {document.pageCount > 0 && `${t('pageCount', { count: document.pageCount })} · `}
          {t('megabytes', { size })} · {t(`visibilities.${document.visibility}`)}
        </p>
      </div>
      {onRemove && (
        <button
          type="button"
          aria-label={t('removeDocument', { title: document.title })}
          className="btn btn-text text-note"
          onClick={onRemove}
        >
          {t('takeDown')}
        </button>
      )}
    </li>
  );
}
