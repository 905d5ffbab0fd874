'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Field } from '#app/_ui/field.tsx';
import { FileDrop } from '#app/_ui/file-drop.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import type { MeetingDocument } from '#server/modules/meetings/contract.ts';
import { numbersOf } from './agenda-tree.ts';
import { refusalOf, sendDocument } from './upload.ts';

const withoutEnding = (name: string): string => name.replace(/\.pdf$/i, '').slice(0, 160);

/** Adds one PDF: choose or drop it, say what it is and who may read it. */
export function DocumentForm() {
  const t = useTranslations('office.plan');
  const locale = useLocale();
  const { meetingId } = useLiveClient();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState('');
  const [itemId, setItemId] = useState('');
  const [visibility, setVisibility] = useState<MeetingDocument['visibility']>('public');
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<Violation | null>(null);
  const numbers = numbersOf(agenda, locale);
  useUnsaved(file !== null);

  const choose = (chosen: File): void => {
    const refused = refusalOf(chosen);
    setProblem(refused);
    setFile(refused ? null : chosen);
    setTitle(withoutEnding(chosen.name));
  };
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!file) return;
    setProgress(0);
    const refused = await sendDocument(meetingId, { file, title, itemId: itemId || null, visibility }, setProgress);
    setProgress(null);
    setProblem(refused);
    if (!refused) setFile(null);
  };
  return (
    <form onSubmit={(event) => void send(event)} className="mt-6 grid gap-4 bg-sheet p-5 shadow-sheet">
      <FileDrop
        accept="application/pdf,.pdf"
        label={t('upload')}
        title={file ? file.name : t('choosePdf')}
        hint={t('pdfLimits')}
        action={file ? t('otherFile') : t('chooseFile')}
        onFile={choose}
      />
      {file && (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('documentTitle')} className="sm:col-span-2">
            {({ id }) => (
              <input
                id={id}
                required
                maxLength={160}
                className="field"
                value={title}
                onChange={(event) => setTitle(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('item')}>
            {({ id }) => (
              <select id={id} className="field" value={itemId} onChange={(event) => setItemId(event.target.value)}>
                <option value="">{t('wholeMeeting')}</option>
                {agenda.map((item) => (
                  <option key={item.itemId} value={item.itemId}>
                    {numbers.get(item.itemId)} {item.title}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={t('visibility')}>
            {({ id }) => (
              <select
                id={id}
                className="field"
                value={visibility}
                onChange={(event) => setVisibility(event.target.value as MeetingDocument['visibility'])}
              >
                {(['public', 'members'] as const).map((one) => (
                  <option key={one} value={one}>
                    {t(`visibilities.${one}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      )}
      <ProblemLine problem={problem} />
      {file && (
        <div className="flex flex-wrap items-center gap-4">
          <button type="submit" className="btn btn-nav" disabled={progress !== null || title.trim() === ''}>
            {progress === null ? t('send') : t('uploading', { percent: Math.round(progress * 100) })}
          </button>
          {progress === null ? (
            <button type="button" className="btn btn-text" onClick={() => setFile(null)}>
              {t('dropFile')}
            </button>
          ) : (
            <progress value={progress} max={1} aria-label={t('sending')} className="h-1.5 flex-1 accent-nav" />
          )}
        </div>
      )}
    </form>
  );
}
