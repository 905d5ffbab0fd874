'use client';

import { useTranslations } from 'next-intl';
import { useChoiceLabel, useOutcomeWord } from '#app/_features/polls/poll-words.tsx';
import { duration, exactTime } from '#app/_lib/format.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { Icon } from '#app/_ui/icon.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { queueOf } from '#server/modules/speaking/figures.ts';
import { listKey } from '#server/modules/speaking/state.ts';
import { type Replay, usePlayer } from './use-replay.ts';

const shownInQueue = 3;
const shownWords = 3;

/** The hall at the moment that is shown: who waits, what is said, what is voted on. */
export function ReplayNow({ replay }: { replay: Replay }) {
  const t = useTranslations('replays.now');
  const { instant } = usePlayer(replay);
  const state = replay.stateAt(instant);
  return (
    <section
      aria-label={t('title')}
      className="grid border-t-3 border-double border-line-strong px-4 pt-2.5 lg:min-h-55.5 lg:grid-rows-[auto_1fr_auto] lg:px-5"
    >
      <h2 className="flex items-baseline gap-2.5 text-note leading-6 font-bold">
        {t('title')}
        <small className="num text-sm font-normal text-ink-3">{exactTime(instant)}</small>
      </h2>
      <div className="grid grid-cols-[9.375rem_minmax(0,1fr)] gap-x-6 pb-3 max-sm:grid-cols-1">
        <Queue replay={replay} state={state} />
        <Talk replay={replay} instant={instant} />
      </div>
      <VoteFoot replay={replay} state={state} instant={instant} />
    </section>
  );
}

function Queue({ replay, state }: { replay: Replay; state: MeetingView }) {
  const t = useTranslations('replays.now');
  const kinds = useTranslations('speaking.kind');
  const item = state.meetings.currentItemId;
  const places = replay.info.audience === 'room' ? queueOf(state.speaking, item) : [];
  const count = replay.info.audience === 'room' ? places.length : (state.speaking.waiting[listKey(item)] ?? 0);
  return (
    <div>
      <h3 className="num text-sm leading-6.5 font-normal text-ink-3">{t('queue', { count })}</h3>
      <ol aria-label={t('queue', { count })} className="text-note leading-6.5">
        {places.slice(0, shownInQueue).map(({ entry }, at) => (
          <li key={entry.entryId} className="flex gap-2.5">
            <span className="num text-ink-3">{at + 1}</span>
            <span className="truncate">{entry.speaker.name}</span>
            {entry.kind !== 'speech' && <span className="truncate text-sm text-ink-2">{kinds(entry.kind)}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Talk({ replay, instant }: { replay: Replay; instant: number }) {
  const t = useTranslations('replays.now');
  const r = useTranslations('replays.record');
  const words = replay.timeline.said.filter(({ at }) => at <= instant).slice(-shownWords);
  return (
    <div className="min-w-0">
      <h3 className="text-sm leading-6.5 font-normal text-ink-3">{t('talk')}</h3>
      {words.length === 0 && <p className="text-sm text-ink-3">{t('silent')}</p>}
      <ul aria-label={t('talk')}>
        {words.map(({ key, name, text, isQuestion }) => (
          <li key={key} className="mb-1 line-clamp-2 text-note leading-6">
            <span className="mr-2 text-sm text-ink-3">{isQuestion ? r('question') : (name ?? r('somebody'))}</span>
            {text}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The vote that runs at the moment, else the next one with what came of it, else the last. */
function VoteFoot({ replay, state, instant }: { replay: Replay; state: MeetingView; instant: number }) {
  const t = useTranslations('replays.now');
  const { timeline, last, player } = replay;
  const running = state.polls.open.map((pollId) => state.polls.polls[pollId]).find((poll) => poll !== undefined);
  const next = timeline.votes.find(({ at }) => at > instant);
  return (
    <div className="-mx-4 flex min-h-11.5 items-center justify-between gap-3 border-t border-line px-4 text-sm text-ink-2 lg:-mx-5 lg:px-5">
      {running ? (
        <p className="num min-w-0 truncate">
          <b className="mr-2 text-ink">{t('voting')}</b>
          {running.definition.title}
          <span className="ml-2">{t('voted', { count: running.voted })}</span>
        </p>
      ) : next ? (
        <p className="num min-w-0 truncate">
          {t('next', { at: duration(next.at - timeline.from) })}
          <Outcome poll={last.polls.polls[next.pollId] ?? null} />
        </p>
      ) : (
        <p>{t(timeline.votes.length === 0 ? 'noVotes' : 'noMore')}</p>
      )}
      {next && (
        <button
          type="button"
          className="inline-flex min-h-target flex-none items-center gap-1.5 text-nav underline underline-offset-4"
          onClick={() => player.seek(next.at)}
        >
          {t('jump')}
          <Icon name="chevron" className="size-4.5" />
        </button>
      )}
    </div>
  );
}

/** For and against in figures, where the vote was published. */
function Outcome({ poll }: { poll: Poll | null }) {
  const t = useTranslations('polls.bar');
  const label = useChoiceLabel();
  const outcome = useOutcomeWord();
  if (!poll) return null;
  const { result, definition } = poll;
  if (!result) return <span className="ml-3">{outcome(poll)}</span>;
  const counts = Object.entries(result.totals.counts).map(([id, count]) =>
    t('choice', { name: label(definition.question, id), count }),
  );
  const canAbstain = definition.question.kind === 'yesNo' && definition.question.canAbstain;
  if (canAbstain) counts.push(t('abstain', { count: result.totals.abstain }));
  return <span className="ml-3">{counts.join(t('comma'))}</span>;
}
