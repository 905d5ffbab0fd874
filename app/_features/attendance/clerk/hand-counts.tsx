'use client';

import { useTranslations } from 'next-intl';
import { useId, useState } from 'react';
import { useChoiceLabel } from '#app/_features/polls/poll-words.tsx';
import { usePolls } from '#app/_features/polls/use-polls.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Notice, Problem } from '#app/_ui/states.tsx';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** Votes that are, wholly or in part, by show of hands and not decided yet (D24). */
export const useHandPolls = (): readonly Poll[] =>
  usePolls().filter(
    ({ stage, definition }) => (stage === 'open' || stage === 'closed') && definition.method !== 'electronic',
  );

/** What the tellers counted in the hall. */
export function HandCounts() {
  const t = useTranslations('attendance.clerk.hands');
  const polls = useHandPolls();
  if (polls.length === 0)
    return (
      <Notice icon="people" title={t('none')}>
        {t('noneText')}
      </Notice>
    );
  return (
    <ul className="max-w-3xl">
      {polls.map((poll) => (
        <Count key={poll.pollId} poll={poll} />
      ))}
    </ul>
  );
}

/** Whole numbers only; an empty field is not a count. */
const numberOf = (text: string): number | null => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null);

function Count({ poll }: { poll: Poll }) {
  const t = useTranslations('attendance.clerk.hands');
  const p = useTranslations('polls');
  const label = useChoiceLabel();
  const { send, problem, isSending } = useCommand();
  const participants = useLive(({ meetings }) => meetings.participants);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [note, setNote] = useState('');
  const { definition, figures, handCounts, pollId, version } = poll;
  const choices = choicesOf(definition.question);
  const keys = [...choices, ...(definition.question.canAbstain ? ['abstain'] : []), 'invalid'];
  const last = handCounts.at(-1);
  const valueOf = (key: string): number | null => numberOf(typed[key] ?? (key === 'invalid' ? '0' : ''));
  const isComplete = keys.every((key) => valueOf(key) !== null);
  const sum = keys.reduce((all, key) => all + (valueOf(key) ?? 0), 0);
  const hand = figures?.hand ?? 0;
  const enter = async (): Promise<void> => {
    const counts = Object.fromEntries(choices.map((key) => [key, valueOf(key) ?? 0]));
    const entered = { counts, abstain: valueOf('abstain') ?? 0, invalid: valueOf('invalid') ?? 0 };
    const ack = await send('polls.enterHandCount', { pollId, basedOn: version, figures: entered, note: note.trim() });
    if (!ack.ok) return;
    setTyped({});
    setNote('');
  };
  return (
    <li className="border-b border-line py-5">
      <h2 className="font-serif text-lg">{definition.title}</h2>
      <p className="num text-note text-ink-2">
        {p(`stage.${poll.stage}`)} · {p(`method.${definition.method}`)} · {t('group', { count: hand })}
      </p>
      {last && (
        <p className="num mt-1 text-note">
          {t('last', {
            time: clockTime(last.at),
            by: participants[last.by.replace(/^user:/, '')]?.name ?? t('staff'),
            times: handCounts.length,
          })}{' '}
          {[
            ...choices.map((key) => `${label(definition.question, key)} ${last.figures.counts[key] ?? 0}`),
            ...(definition.question.canAbstain ? [`${t('abstain')} ${last.figures.abstain}`] : []),
            `${t('invalid')} ${last.figures.invalid}`,
          ].join('，')}
        </p>
      )}
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          void enter();
        }}
      >
        <div className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-3">
          {keys.map((key) => (
            <NumberField
              key={key}
              label={key === 'invalid' || key === 'abstain' ? t(key) : label(definition.question, key)}
              value={typed[key] ?? (key === 'invalid' ? '0' : '')}
              onChange={(text) => setTyped((before) => ({ ...before, [key]: text }))}
            />
          ))}
        </div>
        <p className={`num text-note ${sum > hand ? 'font-bold text-time' : 'text-ink-2'}`}>
          {sum > hand ? t('tooMany', { sum, hand }) : t('sum', { sum, hand })}
        </p>
        {last && (
          <input
            className="field"
            aria-label={t('note')}
            placeholder={t('note')}
            maxLength={200}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        )}
        <Problem>{problem}</Problem>
        <button
          type="submit"
          className="btn btn-nav justify-self-start"
          disabled={isSending || !isComplete || sum > hand}
        >
          {last ? t('correct') : t('enter')}
        </button>
      </form>
    </li>
  );
}

function NumberField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        className="field num text-xl"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
