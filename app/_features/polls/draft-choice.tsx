'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { type PollDraft, whyNot } from './draft-settings.ts';

interface DraftChoiceProps<K extends keyof PollDraft> {
  readonly label: string;
  readonly draft: PollDraft;
  readonly field: K;
  readonly options: readonly { readonly value: PollDraft[K] & string; readonly label: string }[];
  readonly onChoose: (value: PollDraft[K] & string) => void;
}

/** One of a few values; what contradicts the rest cannot be chosen, and the line below says why. */
export function DraftChoice<K extends keyof PollDraft>({
  label,
  draft,
  field,
  options,
  onChoose,
}: DraftChoiceProps<K>) {
  const id = useId();
  const t = useTranslations('votes.draft');
  const errors = useTranslations('polls.errors');
  const value = draft[field];
  const asked = options.map((option) => ({
    ...option,
    fault: option.value === value ? null : whyNot(draft, field, option.value),
  }));
  const faults = [...new Set(asked.flatMap(({ fault }) => (fault ? [fault] : [])))];
  return (
    <div className="grid content-start gap-1">
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      <select
        id={id}
        className="field text-base"
        aria-describedby={faults.length > 0 ? `${id}-why` : undefined}
        value={String(value)}
        onChange={(event) => {
          const chosen = asked.find((option) => option.value === event.target.value);
          if (chosen) onChoose(chosen.value);
        }}
      >
        {asked.map((option) => (
          <option key={option.value} value={option.value} disabled={option.fault !== null}>
            {option.label}
          </option>
        ))}
      </select>
      {faults.length > 0 && (
        <p id={`${id}-why`} className="text-sm text-ink-3">
          {faults
            .map((fault) =>
              t('why', {
                what: asked
                  .filter((option) => option.fault === fault)
                  .map((option) => option.label)
                  .join('、'),
                reason: errors(fault as 'handOnlySimple'),
              }),
            )
            .join(' ')}
        </p>
      )}
    </div>
  );
}
