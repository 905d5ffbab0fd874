'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { FileDrop } from '#app/_ui/file-drop.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { PreviewRow } from '#server/modules/members/contract.ts';
import { ImportPreview } from './import-preview.tsx';

const largestFileBytes = 5 * 1024 * 1024;
const unavailable = violation('unavailable', 'unavailable');

type Stage =
  | { readonly kind: 'choosing' }
  | { readonly kind: 'reading'; readonly name: string }
  | {
      readonly kind: 'previewed';
      readonly name: string;
      readonly rows: readonly PreviewRow[];
      readonly isBusy: boolean;
    }
  | { readonly kind: 'written'; readonly added: number; readonly changed: number; readonly leftOut: number };

async function previewOf(file: File): Promise<{ rows: readonly PreviewRow[] } | Violation> {
  if (file.size > largestFileBytes) return violation('invalid_input', 'tooLarge');
  try {
    const response = await fetch('/api/members/import/preview', { method: 'POST', body: file });
    const answer = (await response.json()) as { rows?: readonly PreviewRow[]; error?: Violation };
    return answer.rows ? { rows: answer.rows } : (answer.error ?? unavailable);
  } catch {
    return unavailable;
  }
}

/** A file becomes a preview; nothing is written before that was looked at and confirmed (B4, B5). */
export function ImportMembers() {
  const t = useTranslations('office.import');
  const [stage, setStage] = useState<Stage>({ kind: 'choosing' });
  const [problem, setProblem] = useState<Violation | null>(null);

  const read = async (file: File): Promise<void> => {
    setProblem(null);
    setStage({ kind: 'reading', name: file.name });
    const answer = await previewOf(file);
    if ('rows' in answer) return setStage({ kind: 'previewed', name: file.name, rows: answer.rows, isBusy: false });
    setProblem(answer);
    setStage({ kind: 'choosing' });
  };
  const confirm = async (all: readonly PreviewRow[], name: string): Promise<void> => {
    const rows = all.filter(({ outcome }) => outcome !== 'wrong');
    setProblem(null);
    setStage({ kind: 'previewed', name, rows: all, isBusy: true });
    const answer = await post<{ added?: number; changed?: number; error?: Violation }>('/api/members/import/confirm', {
      rows,
    });
    if (answer?.added !== undefined && answer.changed !== undefined)
      return setStage({
        kind: 'written',
        added: answer.added,
        changed: answer.changed,
        leftOut: all.length - rows.length,
      });
    setProblem(answer?.error ?? unavailable);
    setStage({ kind: 'previewed', name, rows: all, isBusy: false });
  };

  if (stage.kind === 'written')
    return (
      <Notice
        icon="check"
        title={t('written', { added: stage.added, changed: stage.changed })}
        action={
          <span className="flex flex-wrap justify-center gap-3">
            <Link href="/office/members" className="btn btn-nav">
              {t('toRoster')}
            </Link>
            {stage.added > 0 && (
              <Link href="/office/accounts?state=new" className="btn btn-line">
                {t('toAccounts')}
              </Link>
            )}
          </span>
        }
      >
        {stage.leftOut > 0 && <p>{t('leftOut', { count: stage.leftOut })}</p>}
        {stage.added > 0 && <p>{t('needPasswords')}</p>}
      </Notice>
    );
  return (
    <div className="grid gap-5">
      <FileDrop
        accept=".xlsx,.csv"
        label={t('file')}
        title={stage.kind === 'choosing' ? t('choose') : stage.name}
        hint={t('limits')}
        action={stage.kind === 'choosing' ? t('chooseFile') : t('otherFile')}
        onFile={(file) => void read(file)}
      />
      <ProblemLine problem={problem} />
      {stage.kind === 'reading' && <p role="status">{t('reading')}</p>}
      {stage.kind === 'previewed' && (
        <ImportPreview
          rows={stage.rows}
          isBusy={stage.isBusy}
          isStale={problem?.kind === 'conflict'}
          onConfirm={() => void confirm(stage.rows, stage.name)}
        />
      )}
    </div>
  );
}
