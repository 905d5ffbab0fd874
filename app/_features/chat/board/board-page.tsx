'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { useKeys } from '#app/_lib/use-keys.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice, PageNotice, Problem } from '#app/_ui/states.tsx';
import { TabSheet, TabSheets } from '#app/_ui/tabs.tsx';
import { ChannelMenu } from '../moderation.tsx';
import { boardActOf } from './board-keymap.ts';
import { BoardLineView } from './board-line.tsx';
import { BoardPapers } from './board-papers.tsx';
import { type Board, type BoardSheet, useBoard } from './use-board.ts';

interface BoardPageProps {
  readonly meetingId: string;
  readonly userId: string;
  /** Officers and admins moderate without a place of their own. */
  readonly isOffice: boolean;
}

/** Where chair, clerk and office go through the questions of the public, with the keyboard alone if they like. */
export function BoardPage({ meetingId, userId, isOffice }: BoardPageProps) {
  return (
    <LiveRoot meetingId={meetingId}>
      <ModeratorsOnly userId={userId} isOffice={isOffice} />
    </LiveRoot>
  );
}

function ModeratorsOnly({ userId, isOffice }: { userId: string; isOffice: boolean }) {
  const t = useTranslations('chat.board');
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const { meetingId } = useLiveClient();
  const isRunner = roles?.some((role) => role === 'chair' || role === 'clerk') ?? false;
  if (isRunner || isOffice)
    return <BoardSheets canAdd={isRunner} isOffice={isOffice} isChair={roles?.includes('chair') ?? false} />;
  return (
    <PageNotice icon="people" title={t('moderatorsOnly')} href={`/live/${meetingId}`} go={t('room')}>
      {t('moderatorsOnlyText')}
    </PageNotice>
  );
}

const noActs: Board['acts'] = {};
const sheets: readonly BoardSheet[] = ['pending', 'published', 'declined'];

function BoardSheets({ canAdd, isOffice, isChair }: { canAdd: boolean; isOffice: boolean; isChair: boolean }) {
  const t = useTranslations('chat.board');
  const { meetingId } = useLiveClient();
  const phase = useLive(({ meetings }) => meetings.phase);
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const board = useBoard(canAdd && isRunning);
  // A paper that has just opened may not have the focus yet.
  useKeys(board.dialog ? noActs : board.acts, boardActOf);
  const back = isChair
    ? `/live/${meetingId}/chair`
    : canAdd
      ? `/live/${meetingId}/clerk`
      : `/office/meetings/${meetingId}`;
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-4xl flex-col bg-sheet px-4 sm:px-6">
      <ConnectionLine />
      <header className="flex flex-wrap items-center gap-x-3 pt-4 pb-1">
        <a href={back} className="tool -ml-2 text-nav" aria-label={t('back')}>
          <Icon name="back" />
        </a>
        <h1 className="font-serif text-2xl">{t('title')}</h1>
        <p className="truncate text-note text-ink-2 max-sm:basis-full">{title}</p>
        <span className="ml-auto flex items-center text-ink-2">
          <button type="button" className="tool" onClick={board.acts.rules}>
            {t('rules')} <kbd className="max-sm:hidden">L</kbd>
          </button>
          {isOffice && (
            <a className="tool" href={`/api/live/${meetingId}/questions/export`} download>
              <Icon name="download" />
              <span className="max-sm:sr-only">{t('export')}</span>
            </a>
          )}
          <ChannelMenu channel="public" />
          <button type="button" className="tool" onClick={board.acts.help} aria-label={t('help')}>
            <kbd>?</kbd>
          </button>
        </span>
      </header>
      <main className="flex flex-1 flex-col pb-8">
        <TabSheets
          label={t('title')}
          value={board.sheet}
          onChange={board.setSheet}
          tabs={sheets.map((value) => ({ value, label: t(value), count: board.counts[value] }))}
        >
          {sheets.map((value) => (
            <TabSheet key={value} value={value}>
              {value === board.sheet && <Lines board={board} />}
            </TabSheet>
          ))}
        </TabSheets>
      </main>
      <BoardPapers board={board} />
    </div>
  );
}

function Lines({ board }: { board: Board }) {
  const t = useTranslations('chat.board');
  const list = useRef<HTMLOListElement>(null);
  const selectedId = board.selected?.id ?? null;
  useEffect(() => {
    const line = selectedId && list.current?.querySelector('[aria-current=true]');
    if (line) line.scrollIntoView({ block: 'nearest' });
  }, [selectedId]);
  return (
    <>
      <p role="status" className="flex min-h-10 flex-wrap items-center gap-x-3 text-sm text-ink-2">
        {board.last ? (
          <>
            {t(`last.${board.last.kind}`, { count: board.last.ids.length })}
            <button type="button" className="tool px-1 text-nav" onClick={board.acts.undo}>
              {t(`undo.${board.last.kind}`)} <kbd className="max-sm:hidden">U</kbd>
            </button>
          </>
        ) : (
          <span className="max-sm:hidden">{t('hint')}</span>
        )}
      </p>
      <Problem className="pb-2">{board.problem}</Problem>
      {board.lines.length === 0 ? (
        <Notice icon="talk" title={t(`empty.${board.sheet}`)}>
          {t(`emptyText.${board.sheet}`)}
        </Notice>
      ) : (
        <ol ref={list}>
          {board.lines.map((line) => (
            <BoardLineView key={line.id} line={line} board={board} isSelected={line.id === selectedId} />
          ))}
        </ol>
      )}
    </>
  );
}
