'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { z } from 'zod';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { ListedPaper } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { shortHash, useChoiceText } from './poll-words.tsx';
import { shownReceipt, typedReceipt } from './receipts.ts';

const PublishedList = z.object({ listHash: z.string(), papers: z.array(ListedPaper) });
type PublishedList = z.infer<typeof PublishedList>;

/** Whether the list is out: of a named vote once it is closed and counted, of others with the result (D27). */
export const hasList = (poll: Poll): boolean => poll.stage === 'published';

/** The published list, and in it the own ballot: by receipt, or by name where the vote was named. */
export function FindReceipt({
  poll,
  receipt,
  ownName,
}: {
  poll: Poll;
  receipt: string | null;
  ownName: string | null;
}) {
  const t = useTranslations('polls.find');
  const { meetingId } = useLiveClient();
  const [list, setList] = useState<PublishedList | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const [typed, setTyped] = useState('');
  const isNamed = poll.definition.secrecy === 'named';
  const load = async (): Promise<void> => {
    setFailed(false);
    try {
      const response = await fetch(`/api/live/${meetingId}/polls/${poll.pollId}/list`);
      const found = PublishedList.safeParse(await response.json());
      if (response.ok && found.success) setList(found.data);
      else setFailed(true);
    } catch {
      setFailed(true);
    }
  };
  if (!list)
    return (
      <>
        <button type="button" className="btn btn-line justify-self-start" onClick={() => void load()}>
          {t(isNamed ? 'showNames' : 'showList')}
        </button>
        <Problem>{hasFailed && t('failed')}</Problem>
      </>
    );
  const sought = typed === '' ? receipt : typedReceipt(typed);
  const isOwn = (paper: ListedPaper): boolean =>
    isNamed ? paper.name !== null && paper.name === ownName : paper.receipt !== null && paper.receipt === sought;
  const own = list.papers.find(isOwn);
  return (
    <div className="grid gap-2">
      {!isNamed && (
        <label className="grid gap-1 text-sm text-ink-2">
          {t('code')}
          <input
            className="field num"
            autoComplete="off"
            value={typed === '' && receipt ? shownReceipt(receipt) : typed}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
      )}
      <p role="status" className={`flex items-center gap-2 text-note ${own ? 'font-bold text-nav' : 'text-ink-2'}`}>
        {own && <Icon name="check" />}
        {own
          ? t('found', { place: own.place, count: list.papers.length })
          : t(isNamed || sought ? 'notFound' : 'enterCode', { count: list.papers.length })}
      </p>
      <Papers papers={list.papers} poll={poll} isOwn={isOwn} />
      <details>
        <summary className="flex min-h-target cursor-pointer items-center text-sm text-nav">{t('verify')}</summary>
        <p className="text-sm text-ink-2">{t('verifyText')}</p>
        <p className="text-sm text-ink-2">
          {t('hash')} <b className="num text-ink">{shortHash(list.listHash)}</b>
        </p>
      </details>
    </div>
  );
}

function Papers({
  papers,
  poll,
  isOwn,
}: {
  papers: readonly ListedPaper[];
  poll: Poll;
  isOwn: (paper: ListedPaper) => boolean;
}) {
  const t = useTranslations('polls.find');
  const words = useChoiceText();
  const { question } = poll.definition;
  return (
    <ol
      aria-label={t('list')}
      className="max-h-72 overflow-y-auto border-y border-line-strong"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a list that scrolls must be reached by keyboard
      tabIndex={0}
    >
      {papers.map((paper) => (
        <li
          key={paper.place}
          aria-current={isOwn(paper) || undefined}
          className={`flex items-baseline justify-between gap-3 border-b border-line px-2 py-1.5 text-sm last:border-0 ${isOwn(paper) ? 'bg-nav-tint font-bold' : ''}`}
        >
          <span className="num flex min-w-0 items-baseline gap-2">
            <span className="w-7 flex-none text-right text-ink-3">{paper.place}</span>
            <span>{paper.name ?? (paper.receipt && shownReceipt(paper.receipt))}</span>
            {isOwn(paper) && <Icon name="check" className="size-4 self-center text-nav" />}
          </span>
          <span className="text-right">{words(question, paper.choice)}</span>
        </li>
      ))}
    </ol>
  );
}
