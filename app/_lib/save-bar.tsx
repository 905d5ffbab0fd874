'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import { clockTime } from './format.ts';
import { ProblemLine } from './problem-line.tsx';

/** What became of the last attempt to save. */
export interface SavingState {
  readonly state: 'idle' | 'saving';
  readonly problem: Violation | null;
  readonly savedAt: number | null;
}

interface SaveBarProps {
  readonly saving: SavingState;
  readonly isDirty: boolean;
  /** Somebody else changed this part since the writing began. */
  readonly isBehind: boolean;
  readonly onSave: (isOver: boolean) => void;
  readonly onAdopt: () => void;
  readonly label: string;
  /** Why it cannot be saved as it is; the button says so instead of failing. */
  readonly obstacle?: string | null;
  readonly children?: ReactNode;
}

/** Save, what became of it, and what to do when somebody else was faster. Stays in sight while something is unsaved. */
export function SaveBar({
  saving,
  isDirty,
  isBehind,
  onSave,
  onAdopt,
  label,
  obstacle = null,
  children,
}: SaveBarProps) {
  const t = useTranslations('office.save');
  const { state, problem, savedAt } = saving;
  const isRefusedAsStale = problem?.kind === 'conflict' && isBehind;
  return (
    <div
      className={`mt-6 grid gap-3 border-t border-line bg-ground py-4 ${isDirty ? 'sticky bottom-0 z-10 border-line-strong' : ''}`}
    >
      {isBehind && state !== 'saving' ? (
        <div className="grid gap-3 border-l-4 border-time-fill bg-time-tint p-4" role="alert">
          <p className="text-note">{t('behind')}</p>
          <div className="flex flex-wrap gap-3">
            <button type="button" className="btn btn-line" onClick={onAdopt}>
              {t('adopt')}
            </button>
            <button type="button" className="btn btn-text" onClick={() => onSave(true)}>
              {t('saveOver')}
            </button>
          </div>
        </div>
      ) : (
        !isRefusedAsStale && <ProblemLine problem={problem} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <button
          type="submit"
          className="btn btn-nav"
          disabled={!isDirty || state === 'saving' || isBehind || obstacle !== null}
        >
          {state === 'saving' ? t('saving') : label}
        </button>
        <p className="flex items-center gap-1.5 text-sm text-ink-2" role="status">
          {obstacle !== null && isDirty ? (
            obstacle
          ) : isDirty ? (
            t('unsaved')
          ) : savedAt !== null ? (
            <>
              <Icon name="check" className="size-4.5 text-nav" />
              <span className="num">{t('saved', { time: clockTime(savedAt) })}</span>
            </>
          ) : (
            t('clean')
          )}
        </p>
        {children && <div className="ml-auto">{children}</div>}
      </div>
    </div>
  );
}
