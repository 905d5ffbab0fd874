'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useId } from 'react';
import type { Choice, Question } from '#server/modules/polls/contract.ts';
import { toggled } from './ballot-draft.ts';
import { useChoiceLabel, usePollLines } from './poll-words.tsx';
import { RankingForm } from './ranking-form.tsx';

interface ChoiceFormProps {
  readonly question: Question;
  /** What is asked, for readers that do not see the heading. */
  readonly title: string;
  readonly choice: Choice | null;
  readonly onChoose: (choice: Choice | null) => void;
  readonly isOff: boolean;
  /** Said beside what is chosen and not given yet. */
  readonly chosenNote: string;
}

/** The ballot paper: whatever is asked is answered here, and nothing is given yet. */
export function ChoiceForm(props: ChoiceFormProps) {
  const { question, choice, onChoose, isOff, title } = props;
  const t = useTranslations('polls.ballot');
  const name = useId();
  const label = useChoiceLabel();
  const { ask } = usePollLines();
  const isAbstaining = choice?.kind === 'abstain';
  return (
    <fieldset disabled={isOff} className="grid min-w-0 gap-2.5">
      <legend className="sr-only">{title}</legend>
      {question.kind !== 'yesNo' && question.kind !== 'single' && <p className="text-sm text-ink-2">{ask(question)}</p>}
      <Answers {...props} name={name} />
      {question.canAbstain && (
        <Row
          type={question.kind === 'multiple' ? 'checkbox' : 'radio'}
          name={name}
          isChosen={isAbstaining}
          note={props.chosenNote}
          onChange={() => onChoose(isAbstaining && question.kind !== 'yesNo' ? null : { kind: 'abstain' })}
        >
          {question.kind === 'yesNo' ? label(question, 'abstain') : t('abstain')}
        </Row>
      )}
    </fieldset>
  );
}

function Answers({ question, choice, onChoose, chosenNote, name }: ChoiceFormProps & { name: string }) {
  const label = useChoiceLabel();
  switch (question.kind) {
    case 'yesNo':
      return (['yes', 'no'] as const).map((answer) => (
        <Row
          key={answer}
          type="radio"
          name={name}
          isChosen={choice?.kind === 'yesNo' && choice.answer === answer}
          note={chosenNote}
          onChange={() => onChoose({ kind: 'yesNo', answer })}
        >
          {label(question, answer)}
        </Row>
      ));
    case 'single':
    case 'multiple': {
      const chosen = choice?.kind === 'options' ? choice.optionIds : [];
      const max = question.kind === 'single' ? 1 : question.max;
      return question.options.map(({ optionId, label: words }) => (
        <Row
          key={optionId}
          type={question.kind === 'single' ? 'radio' : 'checkbox'}
          name={name}
          isChosen={chosen.includes(optionId)}
          note={question.kind === 'single' ? chosenNote : ''}
          onChange={() => {
            const optionIds = question.kind === 'single' ? [optionId] : [...toggled(chosen, optionId, max)];
            onChoose(optionIds.length === 0 ? null : { kind: 'options', optionIds });
          }}
        >
          {words}
        </Row>
      ));
    }
    case 'rating':
      return <RatingForm question={question} choice={choice} onChoose={onChoose} name={name} />;
    case 'ranking':
      return (
        <RankingForm
          options={question.options}
          order={choice?.kind === 'ranking' ? choice.order : question.options.map(({ optionId }) => optionId)}
          onOrder={(order) => onChoose({ kind: 'ranking', order: [...order] })}
        />
      );
    case 'statements':
      return <StatementsForm question={question} choice={choice} onChoose={onChoose} name={name} />;
    case 'text':
      return <TextForm question={question} choice={choice} onChoose={onChoose} />;
  }
}

/** One answer as wide as the paper: pressed anywhere. */
function Row({
  type,
  name,
  isChosen,
  note,
  onChange,
  children,
}: {
  type: 'radio' | 'checkbox';
  name: string;
  isChosen: boolean;
  note: string;
  onChange: () => void;
  children: ReactNode;
}) {
  return (
    <label
      className={`flex min-h-16 cursor-pointer items-center gap-3 rounded-sm border-2 px-4 py-2 has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus has-disabled:cursor-not-allowed has-disabled:opacity-70 ${isChosen ? 'border-nav bg-nav-tint font-bold' : 'border-line-strong bg-sheet'}`}
    >
      <input
        type={type}
        name={name}
        checked={isChosen}
        onChange={onChange}
        className="size-5.5 flex-none outline-none elder:size-7"
      />
      <span className="min-w-0 flex-1 text-xl leading-snug">{children}</span>
      {isChosen && note !== '' && <span className="text-sm font-normal">{note}</span>}
    </label>
  );
}

const mostSteps = 11;

/** Every option on the scale; on a long scale as a figure to type. */
function RatingForm({
  question,
  choice,
  onChoose,
  name,
}: {
  question: Extract<Question, { kind: 'rating' }>;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
  name: string;
}) {
  const { options, lowest, highest } = question;
  const ratings = choice?.kind === 'rating' ? choice.ratings : {};
  const rate = (optionId: string, rating: number | null): void => {
    const { [optionId]: _, ...others } = ratings;
    const next = rating === null ? others : { ...others, [optionId]: rating };
    onChoose(Object.keys(next).length === 0 ? null : { kind: 'rating', ratings: next });
  };
  const steps = highest - lowest + 1;
  return options.map(({ optionId, label }) => (
    <fieldset key={optionId} className="rounded-sm border border-line-strong bg-sheet px-4 pt-2 pb-3">
      <legend className="sr-only">{label}</legend>
      <p className="mb-1.5 font-bold" aria-hidden="true">
        {label}
      </p>
      {steps <= mostSteps ? (
        <div className="flex flex-wrap gap-1.5">
          {Array.from({ length: steps }, (_, index) => lowest + index).map((rating) => (
            <label
              key={rating}
              className={`num grid min-h-target min-w-target cursor-pointer place-items-center rounded-sm border-2 text-lg has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus ${ratings[optionId] === rating ? 'border-nav bg-nav font-bold text-on-nav' : 'border-line-strong'}`}
            >
              <input
                type="radio"
                className="sr-only"
                name={`${name}${optionId}`}
                checked={ratings[optionId] === rating}
                onChange={() => rate(optionId, rating)}
              />
              {rating}
            </label>
          ))}
        </div>
      ) : (
        <input
          type="number"
          inputMode="numeric"
          aria-label={label}
          className="field num max-w-32"
          min={lowest}
          max={highest}
          value={ratings[optionId] ?? ''}
          onChange={({ target: { value } }) => rate(optionId, value === '' ? null : Number(value))}
        />
      )}
    </fieldset>
  ));
}

const answers = ['agree', 'disagree', 'pass'] as const;

/** Short statements one by one; whatever is left open is not counted. */
function StatementsForm({
  question,
  choice,
  onChoose,
  name,
}: {
  question: Extract<Question, { kind: 'statements' }>;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
  name: string;
}) {
  const t = useTranslations('polls.answer');
  const given = choice?.kind === 'statements' ? choice.answers : {};
  return question.options.map(({ optionId, label }) => (
    <fieldset key={optionId} className="rounded-sm border border-line-strong bg-sheet px-3.5 pt-2.5 pb-3">
      <legend className="sr-only">{label}</legend>
      <p className="mb-2 leading-snug" aria-hidden="true">
        {label}
      </p>
      <div className="grid grid-cols-3 gap-1.5">
        {answers.map((answer) => (
          <label
            key={answer}
            className={`grid min-h-target cursor-pointer place-items-center rounded-sm border-2 px-1 text-center leading-tight has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-focus ${given[optionId] === answer ? 'border-nav bg-nav font-bold text-on-nav' : 'border-line-strong'}`}
          >
            <input
              type="radio"
              className="sr-only"
              name={`${name}${optionId}`}
              checked={given[optionId] === answer}
              onChange={() => onChoose({ kind: 'statements', answers: { ...given, [optionId]: answer } })}
            />
            {t(answer)}
          </label>
        ))}
      </div>
    </fieldset>
  ));
}

function TextForm({
  question,
  choice,
  onChoose,
}: {
  question: Extract<Question, { kind: 'text' }>;
  choice: Choice | null;
  onChoose: (choice: Choice | null) => void;
}) {
  const t = useTranslations('polls.ballot');
  const text = choice?.kind === 'text' ? choice.text : '';
  return (
    <label className="grid gap-1 text-sm text-ink-2">
      {t('text')}
      <textarea
        className="field min-h-28 text-ink"
        maxLength={question.longest}
        value={text}
        onChange={({ target: { value } }) => onChoose(value === '' ? null : { kind: 'text', text: value })}
      />
      <span className="num justify-self-end">{t('textLength', { count: text.length, most: question.longest })}</span>
    </label>
  );
}
