'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { fromLocalInput, toLocalInput } from '#app/_lib/district-time.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import type { PostingHours, QuestionRules } from '#server/modules/chat/contract.ts';

/** What the meeting demands of questions, and when the box is open (C20, C21). */
export function RulesDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('chat.board.rulesOf');
  const common = useTranslations('chat');
  const { problem, settle } = useSettling(onClose);
  const [rules, setRules] = useState(useLive(({ chat }) => chat.rules));
  const change = (part: Partial<QuestionRules>): void => setRules({ ...rules, ...part });
  const hours = (part: Partial<PostingHours>): void => change({ hours: { ...rules.hours, ...part } });
  const number = (name: 'shortest' | 'longest' | 'perTenMinutes', min: number, max: number) => (
    <Field label={t(name)}>
      {({ id }) => (
        <input
          id={id}
          type="number"
          className="field num"
          required
          min={min}
          max={max}
          value={rules[name]}
          onChange={(event) => change({ [name]: event.target.valueAsNumber })}
        />
      )}
    </Field>
  );
  const handled = (name: 'links' | 'repeats') => (
    <Pick
      label={t(name)}
      options={[
        { value: 'review', label: t('review') },
        { value: 'refuse', label: t('refuse') },
      ]}
      value={rules[name]}
      onPick={(value) => change({ [name]: value })}
    />
  );
  const instant = (name: 'opensAt' | 'closesAt') => (
    <Field label={t(name)} hint={t(`${name}Hint`)} className="sm:col-span-2">
      {({ id, describedBy }) => (
        <input
          id={id}
          type="datetime-local"
          className="field num"
          aria-describedby={describedBy}
          value={rules.hours[name] === null ? '' : toLocalInput(rules.hours[name])}
          onChange={(event) => hours({ [name]: fromLocalInput(event.target.value) })}
        />
      )}
    </Field>
  );
  return (
    <AskDialog
      title={t('title')}
      onClose={onClose}
      onConfirm={() => void settle(['chat.setQuestionRules', rules])}
      problem={problem}
      cancel={common('cancel')}
      confirm={t('confirm')}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {number('shortest', 1, 50)}
        {number('longest', 50, 500)}
        {handled('links')}
        {handled('repeats')}
        {number('perTenMinutes', 1, 10)}
        <Pick
          label={t('from')}
          options={[
            { value: 'lobby', label: t('lobby') },
            { value: 'start', label: t('start') },
          ]}
          value={rules.hours.from}
          onPick={(value) => hours({ from: value as PostingHours['from'] })}
        />
        {instant('opensAt')}
        {instant('closesAt')}
      </div>
    </AskDialog>
  );
}
