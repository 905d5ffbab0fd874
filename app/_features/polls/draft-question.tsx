'use client';

import { useTranslations } from 'next-intl';
import { Check } from '#app/_ui/check.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { DraftChoice } from './draft-choice.tsx';
import type { DraftProps } from './draft-dialog.tsx';
import { freshOption, newDraft, type QuestionKind } from './draft-settings.ts';

const kinds: readonly QuestionKind[] = ['yesNo', 'single', 'multiple', 'rating', 'ranking', 'statements', 'text'];
const mostOptions = 50;
const mostRanked = 20;

/** What is asked and how it is answered (D28). */
export function DraftQuestion({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const words = useTranslations('polls');
  const hasOptions = draft.kind !== 'yesNo' && draft.kind !== 'text';
  const back = newDraft('remote', null, false);
  return (
    <>
      <label className="grid gap-1 text-sm text-ink-2">
        {t('title')}
        <textarea
          className="field min-h-20"
          required
          maxLength={200}
          value={draft.title}
          onChange={(event) => change({ title: event.target.value })}
        />
      </label>
      <div className="grid gap-4 sm:grid-cols-2">
        <DraftChoice
          label={t('form')}
          draft={draft}
          field="form"
          options={(['vote', 'straw'] as const).map((value) => ({ value, label: words(`form.${value}`) }))}
          onChoose={(form) =>
            change({ form, ...(form === 'vote' && { quorum: back.quorum, majority: back.majority, base: back.base }) })
          }
        />
        <DraftChoice
          label={t('kind')}
          draft={draft}
          field="kind"
          options={kinds.map((value) => ({ value, label: words(`kind.${value}`) }))}
          onChoose={(kind) => change({ kind })}
        />
      </div>
      {hasOptions && <Options draft={draft} change={change} />}
      <div className="grid items-end gap-4 sm:grid-cols-3">
        {draft.kind === 'multiple' && (
          <>
            <Figure label={t('min')} value={draft.min} least={1} onChange={(min) => change({ min })} />
            <Figure label={t('max')} value={draft.max} least={1} onChange={(max) => change({ max })} />
          </>
        )}
        {draft.kind === 'rating' && (
          <>
            <Figure label={t('lowest')} value={draft.lowest} least={0} onChange={(lowest) => change({ lowest })} />
            <Figure label={t('highest')} value={draft.highest} least={1} onChange={(highest) => change({ highest })} />
          </>
        )}
        {draft.kind === 'ranking' && (
          <Pick
            label={t('ranking')}
            options={(['elimination', 'points'] as const).map((value) => ({ value, label: words(`ask.${value}`) }))}
            value={draft.ranking}
            onPick={(ranking) => change({ ranking: ranking === 'points' ? 'points' : 'elimination' })}
          />
        )}
        {draft.kind === 'text' && (
          <Figure label={t('longest')} value={draft.longest} least={1} onChange={(longest) => change({ longest })} />
        )}
        <Check
          isOn={draft.canAbstain}
          isDisabled={draft.kind === 'statements'}
          onChange={(canAbstain) => change({ canAbstain })}
        >
          {t(draft.kind === 'statements' ? 'canPass' : 'canAbstain')}
        </Check>
      </div>
    </>
  );
}

export function Figure({
  label,
  value,
  least,
  onChange,
}: {
  label: string;
  value: number;
  least: number;
  onChange: (value: number) => void;
}) {
  return (
    <label className="grid gap-1 text-sm text-ink-2">
      {label}
      <input
        className="field num"
        type="number"
        required
        min={least}
        max={1_000}
        value={value}
        onChange={(event) => onChange(Math.max(least, Math.round(event.target.valueAsNumber || least)))}
      />
    </label>
  );
}

function Options({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const { options } = draft;
  const most = draft.kind === 'ranking' ? mostRanked : mostOptions;
  const rename = (at: number, label: string): void =>
    change({ options: options.map((option, index) => (index === at ? { ...option, label } : option)) });
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm text-ink-2">{t('options')}</legend>
      {options.map(({ optionId, label }, at) => (
        <div key={optionId} className="flex gap-2">
          <input
            className="field"
            aria-label={t('option', { number: at + 1 })}
            placeholder={t('option', { number: at + 1 })}
            maxLength={200}
            value={label}
            onChange={(event) => rename(at, event.target.value)}
          />
          {options.length > 1 && (
            <button
              type="button"
              className="grid size-11 flex-none place-items-center text-ink-2 elder:size-target"
              aria-label={t('removeOption', { number: at + 1 })}
              onClick={() => change({ options: options.filter((_, index) => index !== at) })}
            >
              <Icon name="close" className="size-4.5" />
            </button>
          )}
        </div>
      ))}
      {options.length < most && (
        <button
          type="button"
          className="tool justify-self-start px-0 text-nav"
          onClick={() => change({ options: [...options, freshOption(options)] })}
        >
          <Icon name="plus" className="size-4.5" />
          {t('addOption')}
        </button>
      )}
    </fieldset>
  );
}
