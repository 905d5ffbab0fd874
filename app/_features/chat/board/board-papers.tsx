'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { AddDialog } from '#app/_features/speaking/add-dialog.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog, Dialog, ReasonField } from '#app/_ui/dialog.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { groupsOf, type QuestionGroup } from '#server/modules/chat/figures.ts';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';
import { DeclineDialog } from '../decline-dialog.tsx';
import { boardKeymap } from './board-keymap.ts';
import { RulesDialog } from './rules-dialog.tsx';
import type { Board } from './use-board.ts';

/** The paper that lies over the board, if one does. */
export function BoardPapers({ board }: { board: Board }): ReactNode {
  const { dialog, close } = board;
  switch (dialog?.kind) {
    case 'help':
      return <Help onClose={close} />;
    case 'rules':
      return <RulesDialog onClose={close} />;
    case 'decline':
      return (
        <DeclineDialog
          questions={dialog.group.questions}
          onDone={() => board.noteDeclined(dialog.group.questions.map(({ messageId }) => messageId))}
          onClose={close}
        />
      );
    case 'merge':
      return <MergeDialog group={dialog.group} onClose={close} />;
    case 'answer':
      return <AnswerDialog question={dialog.question} onClose={close} />;
    case 'delete':
      return <DeleteDialog question={dialog.question} onClose={close} />;
    case 'opinion':
      return <OpinionDialog {...dialog} onClose={close} />;
    case 'toFloor':
      return <AddDialog isOpen question={dialog.question} onClose={close} />;
    case undefined:
      return null;
  }
}

const Quoted = ({ children }: { children: ReactNode }) => (
  <blockquote className="mb-3 border-l-2 border-line-strong pl-3 text-note text-ink-2">{children}</blockquote>
);

function Help({ onClose }: { onClose: () => void }) {
  const t = useTranslations('chat.board');
  return (
    <Dialog isOpen onClose={onClose} title={t('help')}>
      <dl className="grid grid-cols-[6rem_1fr] items-center gap-y-1.5 text-note">
        {boardKeymap.map(({ name, caps }) => (
          <div key={name} className="contents">
            <dt className="flex gap-1.5">
              {caps.map((cap) => (
                <kbd key={cap}>{cap}</kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-sm text-ink-3">{t('keysNote')}</p>
    </Dialog>
  );
}

/** Puts a whole group with another one (C16). */
function MergeDialog({ group, onClose }: { group: QuestionGroup; onClose: () => void }) {
  const t = useTranslations('chat.board.merge');
  const common = useTranslations('chat');
  const pending = useLive(({ chat }) => chat.pending);
  const published = useLive(({ chat }) => chat.published);
  const { problem, settle } = useSettling(onClose);
  const waiting = groupsOf({ pending, published }).filter(({ groupId }) => groupId !== group.groupId);
  const options = [
    ...waiting.map(({ first, questions }) => ({
      value: first.messageId,
      label: t('waits', { text: first.text ?? '', count: questions.length }),
    })),
    ...published
      .filter(({ text }) => text !== null)
      .map(({ messageId, text }) => ({ value: messageId, label: t('shown', { text: text ?? '' }) })),
  ];
  const [target, setTarget] = useState(options[0]?.value ?? null);
  const messageIds = group.questions.map(({ messageId }) => messageId);
  return (
    <AskDialog
      title={t('title')}
      onClose={onClose}
      onConfirm={() => void settle(['chat.regroupQuestions', { messageIds, with: target }])}
      problem={problem}
      cancel={common('cancel')}
      confirm={t('confirm')}
      canConfirm={target !== null}
    >
      <Quoted>{group.first.text}</Quoted>
      <Pick label={t('with')} options={options} value={target} onPick={setTarget} />
    </AskDialog>
  );
}

/** Who answered, and in words or in the meeting; the turn that spoke to it is offered (C23). */
function AnswerDialog({ question, onClose }: { question: PublishedQuestion; onClose: () => void }) {
  const t = useTranslations('chat.board.answer');
  const common = useTranslations('chat');
  const turns = useLive(({ speaking }) => speaking.turns);
  const { problem, settle } = useSettling(onClose);
  const { answer, raised, messageId } = question;
  const [by, setBy] = useState(answer?.by ?? raised?.by ?? '');
  const [text, setText] = useState(answer?.text ?? '');
  const [turnId, setTurnId] = useState(answer?.turnId ?? raised?.turnId ?? '');
  const options = [
    { value: '', label: t('noTurn') },
    ...turns
      .slice(-20)
      .toReversed()
      .map((turn) => ({ value: turn.turnId, label: `${clockTime(turn.startedAt)} ${turn.speaker?.name ?? ''}` })),
  ];
  const given = { by: by.trim(), text: text.trim() || null, turnId: turnId || null };
  return (
    <AskDialog
      title={t('title')}
      onClose={onClose}
      onConfirm={() => void settle(['chat.answerQuestion', { messageId, answer: given }])}
      problem={problem}
      cancel={common('cancel')}
      confirm={t('confirm')}
      canConfirm={given.by !== ''}
    >
      <Quoted>{question.text}</Quoted>
      <label className="grid gap-1 text-sm text-ink-2">
        {t('by')}
        <input className="field" required maxLength={60} value={by} onChange={(event) => setBy(event.target.value)} />
      </label>
      <label className="mt-3 mb-3 grid gap-1 text-sm text-ink-2">
        {t('text')}
        <textarea
          className="field"
          rows={4}
          maxLength={1_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <Pick label={t('turn')} options={options} value={turnId} onPick={setTurnId} />
      {answer && (
        <button
          type="button"
          className="tool mt-2 px-0 text-nav"
          onClick={() => void settle(['chat.answerQuestion', { messageId, answer: null }])}
        >
          {t('takeBack')}
        </button>
      )}
    </AskDialog>
  );
}

/** Publishing is taken back: a mark stays with the reason (C10). */
function DeleteDialog({ question, onClose }: { question: PublishedQuestion; onClose: () => void }) {
  const t = useTranslations('chat');
  const { problem, settle } = useSettling(onClose);
  const [reason, setReason] = useState(t('deleteReason'));
  return (
    <AskDialog
      title={t('deleteTitle', { name: question.name ?? '' })}
      onClose={onClose}
      onConfirm={() => void settle(['chat.deleteMessage', { messageId: question.messageId, reason: reason.trim() }])}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('deleteAction')}
      isIrreversible
      canConfirm={reason.trim() !== ''}
    >
      <Quoted>{question.text}</Quoted>
      <p className="text-note text-ink-2">{t('deleteText')}</p>
      <ReasonField label={t('board.deleteWhy')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}

function OpinionDialog({ messageId, text, onClose }: { messageId: string; text: string; onClose: () => void }) {
  const t = useTranslations('chat');
  const { problem, settle } = useSettling(onClose);
  const [note, setNote] = useState('');
  return (
    <AskDialog
      title={t('board.opinion.title')}
      onClose={onClose}
      onConfirm={() => void settle(['chat.markOpinion', { messageId, note }])}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('board.opinion.confirm')}
    >
      <Quoted>{text}</Quoted>
      <p className="text-note text-ink-2">{t('board.opinion.text')}</p>
      <ReasonField label={t('board.opinion.note')} value={note} onChange={setNote} />
    </AskDialog>
  );
}
