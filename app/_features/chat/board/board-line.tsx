'use client';

import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { QuestionGroup } from '#server/modules/chat/figures.ts';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';
import { QuestionAnswer } from '../question-answer.tsx';
import { QuestionFacts } from '../question-facts.tsx';
import { type BoardAct, boardKeymap } from './board-keymap.ts';
import type { Board, BoardLine } from './use-board.ts';

interface LineProps {
  readonly line: BoardLine;
  readonly board: Board;
  readonly isSelected: boolean;
}

const capOf = (act: BoardAct): string => boardKeymap.find(({ name }) => name === act)?.caps[0] ?? '';

/** One question or group; the selected one says everything about it and what may be done. */
export function BoardLineView({ line, board, isSelected }: LineProps) {
  const first = line.kind === 'pending' ? line.group.first : line.question;
  return (
    <li
      aria-current={isSelected}
      className={`border-b border-line py-3 last:border-0 ${isSelected ? '-mx-4 border-l-4 border-l-nav bg-nav-tint pr-4 pl-3 sm:-mx-6 sm:pr-6 sm:pl-5' : ''}`}
    >
      <button type="button" className="block w-full text-left break-words" onClick={() => board.select(line.id)}>
        {first.text}
      </button>
      {line.kind === 'pending' && <QuestionFacts group={line.group} />}
      {line.kind === 'published' && <PublishedFacts question={line.question} />}
      {line.kind === 'declined' && <DeclinedFacts line={line} />}
      {isSelected && line.kind === 'pending' && <Others group={line.group} onSplit={board.split} />}
      {isSelected && <Acts line={line} board={board} />}
    </li>
  );
}

function PublishedFacts({ question }: { question: PublishedQuestion }) {
  const t = useTranslations('chat.board');
  const isShown = useLive(({ chat }) => chat.shown?.messageId === question.messageId);
  const isOpinion = useLive(({ chat }) => chat.opinions.includes(question.messageId));
  const { name, at, upvotes, joined, taken, raised, answer } = question;
  return (
    <>
      <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
        <span>{name}</span>
        <span>{clockTime(at)}</span>
        {upvotes > 0 && <span>{t('upvotes', { count: upvotes })}</span>}
        {joined > 0 && <span>{t('joined', { count: joined })}</span>}
        {isShown && <span className="font-bold text-live">{t('onScreen')}</span>}
        {taken && <span className="text-nav">{t('taken', { by: taken.by })}</span>}
        {raised && <span className="text-nav">{t('raised', { by: raised.by, time: clockTime(raised.at) })}</span>}
        {isOpinion && <span>{t('isOpinion')}</span>}
      </p>
      <QuestionAnswer answer={answer} />
    </>
  );
}

function DeclinedFacts({ line }: { line: Extract<BoardLine, { kind: 'declined' }> }) {
  const t = useTranslations('chat');
  const { name, at, reason, note, declinedAt } = line.question;
  const isOpinion = useLive(({ chat }) => chat.opinions.includes(line.id));
  return (
    <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
      <span>{name}</span>
      <span>{clockTime(at)}</span>
      <span>
        {clockTime(declinedAt)} {t(`decline.${reason}`)} {note}
      </span>
      {isOpinion && <span>{t('board.isOpinion')}</span>}
    </p>
  );
}

/** The others of the group, each of which can be moved out (C16). */
function Others({ group, onSplit }: { group: QuestionGroup; onSplit: (messageId: string) => void }) {
  const t = useTranslations('chat.board');
  const members = group.published ? group.questions : group.questions.slice(1);
  if (members.length === 0) return null;
  return (
    <ul aria-label={t('alike')} className="mt-2 border-l-2 border-line-strong pl-3">
      {members.map(({ messageId, text, name, at }) => (
        <li key={messageId} className="flex items-center gap-3 text-note">
          <span className="min-w-0 flex-1 break-words">
            {text} <span className="num text-sm text-ink-3">{`${name ?? ''} ${clockTime(at)}`}</span>
          </span>
          <button type="button" className="tool flex-none text-sm text-nav" onClick={() => onSplit(messageId)}>
            {t('moveOut')}
          </button>
        </li>
      ))}
    </ul>
  );
}

const shownActs: readonly BoardAct[] = [
  'publish',
  'decline',
  'answer',
  'toFloor',
  'screen',
  'merge',
  'opinion',
  'undo',
  'delete',
];

function Acts({ line, board }: { line: BoardLine; board: Board }) {
  const t = useTranslations('chat.board.acts');
  const isShown = useLive(({ chat }) => line.kind === 'published' && chat.shown?.messageId === line.id);
  const nameOf = (act: BoardAct): string => {
    if (act === 'publish' && line.kind === 'pending')
      return line.group.published ? t('join') : t('publish', { count: line.group.questions.length });
    return act === 'screen' && isShown ? t('clearScreen') : t(act, { count: 1 });
  };
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {shownActs
        // Undoing what was done last stands above the list.
        .filter((act) => board.acts[act] && (act !== 'undo' || line.kind === 'declined'))
        .map((act, index) => (
          <button
            key={act}
            type="button"
            className={`btn px-3 text-note ${index === 0 ? 'btn-nav' : 'btn-line'}`}
            onClick={board.acts[act]}
          >
            {nameOf(act)} <kbd className="max-sm:hidden">{capOf(act)}</kbd>
          </button>
        ))}
    </div>
  );
}
