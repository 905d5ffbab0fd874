'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { VoteMark } from '#app/_features/polls/vote-bar.tsx';
import { keepReading } from '#app/_lib/keep-reading.ts';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { Choice } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { widthOf } from './fitted.ts';

interface NamedPaper {
  readonly name: string | null;
  readonly choice: Choice;
}

/** More lines do not fit; the published list has all the names. */
const mostLines = 6;
const lineWidth = 1_560;
const [nameSize, nameGap] = [32, 24];
const retryMs = 4_000;

/** The published list of a named vote; asked for until it comes. */
function usePapers(poll: Poll): readonly NamedPaper[] {
  const { meetingId } = useLiveClient();
  const [papers, setPapers] = useState<readonly NamedPaper[]>([]);
  const { pollId } = poll;
  useEffect(
    () =>
      keepReading(`/api/live/${meetingId}/polls/${pollId}/list`, (list) => {
        if (!list) return retryMs;
        setPapers((list as { papers: readonly NamedPaper[] }).papers);
        return null;
      }),
    [meetingId, pollId],
  );
  return papers;
}

const choiceOf = ({ choice }: NamedPaper): 'yes' | 'no' | 'abstain' =>
  choice.kind === 'yesNo' ? choice.answer : 'abstain';
const linesOf = (names: readonly string[]): number =>
  Math.ceil(names.reduce((sum, name) => sum + widthOf(name) * nameSize + nameGap, 0) / lineWidth);
const byName = new Intl.Collator('zh-CN').compare;

/** Who voted how, in a named vote, as far as a hall can read it. */
export function BallotNames({ poll }: { poll: Poll }) {
  const t = useTranslations('polls.choice');
  const papers = usePapers(poll);
  const groups = (['yes', 'no', 'abstain'] as const)
    .map((key) => ({
      key,
      names: papers.flatMap((paper) => (choiceOf(paper) === key && paper.name ? paper.name : [])),
    }))
    .filter(({ names }) => names.length > 0);
  const lines = groups.reduce((sum, { names }) => sum + linesOf(names), 0);
  if (lines === 0 || lines > mostLines) return null;
  return (
    <dl className="mt-7 grid min-h-0 flex-1 content-start gap-y-2 overflow-hidden leading-snug">
      {groups.map(({ key, names }) => (
        <div key={key} className="flex gap-6">
          <dt className="flex w-42 flex-none items-baseline gap-4 whitespace-nowrap text-ink-2">
            <VoteMark cell={key} className="size-6" />
            {t(key)}
          </dt>
          <dd className="flex flex-wrap gap-x-6">
            {names.toSorted(byName).map((name, index) => (
              <span key={`${name}${index}`} className="whitespace-nowrap">
                {name}
              </span>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  );
}
