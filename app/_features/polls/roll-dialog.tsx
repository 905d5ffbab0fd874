'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { TabSheet, TabSheets } from '#app/_ui/tabs.tsx';
import type { Choice } from '#server/modules/polls/contract.ts';
import { isListOut } from '#server/modules/polls/domain.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { shortHash, useChoiceText } from './poll-words.tsx';

interface RollRow {
  readonly voter: string;
  readonly isEntitled: boolean;
  readonly isPresent: boolean;
  readonly by: 'device' | 'hand' | 'none';
  readonly hasVoted: boolean;
  readonly choice: Choice | null;
}

interface Papers {
  readonly listHash: string;
  readonly papers: readonly {
    readonly place: number;
    readonly receipt: string | null;
    readonly name: string | null;
    readonly choice: Choice;
  }[];
}

/** What a route of a poll answers; null while it is on its way, false when it was refused. */
function useAnswer(path: string, version: number): unknown {
  const { meetingId } = useLiveClient();
  const [answer, setAnswer] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    // Asked again whenever the poll has taken another step.
    void version;
    fetch(`/api/live/${meetingId}/polls/${path}`, { signal: stop.signal })
      .then(async (response) => setAnswer(response.ok ? await response.json() : false))
      .catch(() => stop.signal.aborted || setAnswer(false));
    return () => stop.abort();
  }, [meetingId, path, version]);
  return answer;
}

/** Who is entitled, present and has voted, and the published list; choices where the vote's secrecy shows them (D27, V6). */
export function RollDialog({ poll, onClose }: { poll: Poll; onClose: () => void }) {
  const t = useTranslations('votes.roll');
  const isOut = isListOut(poll);
  const [sheet, setSheet] = useState<'roll' | 'list'>('roll');
  return (
    <Dialog isOpen isWide onClose={onClose} title={t('title', { title: poll.definition.title })}>
      {isOut ? (
        <TabSheets
          label={t('sheets')}
          value={sheet}
          onChange={setSheet}
          tabs={[
            { value: 'roll', label: t('roll') },
            { value: 'list', label: t('list') },
          ]}
        >
          <TabSheet value="roll">
            <Roll poll={poll} />
          </TabSheet>
          <TabSheet value="list">
            <List poll={poll} />
          </TabSheet>
        </TabSheets>
      ) : (
        <Roll poll={poll} />
      )}
    </Dialog>
  );
}

function Roll({ poll }: { poll: Poll }) {
  const t = useTranslations('votes.roll');
  const text = useChoiceText();
  const participants = useLive(({ meetings }) => meetings.participants);
  const answer = useAnswer(`${poll.pollId}/roll`, poll.version) as { roll: readonly RollRow[] } | null | false;
  if (answer === false) return <Problem>{t('failed')}</Problem>;
  if (!answer) return <p className="text-note text-ink-3">{t('loading')}</p>;
  const { roll } = answer;
  const voted = roll.filter((row) => row.hasVoted).length;
  return (
    <>
      <p className="my-2 text-note text-ink-2">{t('voted', { voted, all: roll.length })}</p>
      <ul className="grid max-h-[55dvh] grid-cols-1 gap-x-6 overflow-y-auto sm:grid-cols-2">
        {roll.map((row) => (
          <li key={row.voter} className="flex min-h-9 items-center gap-2 border-b border-line text-note">
            <span className="truncate">
              {participants[row.voter]?.name ?? t('gone')}{' '}
              <span className="text-sm text-ink-3">{participants[row.voter]?.sectorName}</span>
            </span>
            <span className="ml-auto flex-none text-sm text-ink-2">
              {row.choice
                ? text(poll.definition.question, row.choice)
                : t(row.by === 'hand' ? 'byHand' : row.hasVoted ? 'hasVoted' : row.isPresent ? 'notVoted' : 'absent')}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function List({ poll }: { poll: Poll }) {
  const t = useTranslations('votes.roll');
  const text = useChoiceText();
  const answer = useAnswer(`${poll.pollId}/list`, poll.version) as Papers | null | false;
  if (answer === false) return <Problem>{t('failed')}</Problem>;
  if (!answer) return <p className="text-note text-ink-3">{t('loading')}</p>;
  return (
    <>
      <p className="num my-2 text-note text-ink-2">{t('hash', { hash: shortHash(answer.listHash) })}</p>
      <ol className="grid max-h-[55dvh] grid-cols-1 gap-x-6 overflow-y-auto sm:grid-cols-2">
        {answer.papers.map((paper) => (
          <li key={paper.place} className="flex min-h-9 items-center gap-2 border-b border-line text-note">
            <span className="num w-8 flex-none text-right text-ink-3">{paper.place}</span>
            <span className="num truncate">{paper.name ?? paper.receipt?.replace(/(.{4})(?=.)/g, '$1-') ?? ''}</span>
            <span className="ml-auto flex-none text-sm text-ink-2">{text(poll.definition.question, paper.choice)}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
