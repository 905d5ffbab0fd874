import { usePolls } from '#app/_features/polls/use-polls.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { presentResult } from '#server/modules/polls/domain.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** What V does with the vote on the panel (D16, D19); each of these asks before it does it. */
export type VoteStep =
  | { readonly kind: 'prepare' }
  | { readonly kind: 'open' | 'close' | 'publish'; readonly poll: Poll }
  | { readonly kind: 'nothing' };

interface Standing {
  readonly isLive: boolean;
  readonly isRunning: boolean;
  readonly isChair: boolean;
}

/**
 * The vote that the panel shows: the open one; else one whose result is still to be published; else the next prepared one, of the
 * current item first; else the last that was published.
 */
export function panelPoll(polls: readonly Poll[], currentItemId: string | null): Poll | null {
  const formal = polls.filter(({ definition }) => definition.form === 'vote');
  const at = (stage: Poll['stage']): readonly Poll[] => formal.filter((poll) => poll.stage === stage);
  const drafts = at('draft');
  const newest = [...at('published'), ...at('cancelled'), ...at('invalid')]
    .filter(({ openedAt }) => openedAt !== null)
    .toSorted((a, b) => (b.openedAt ?? 0) - (a.openedAt ?? 0));
  return (
    at('open')[0] ??
    at('closed').at(-1) ??
    drafts.find(({ definition }) => definition.itemId !== null && definition.itemId === currentItemId) ??
    newest.find(({ definition }) => definition.itemId !== null && definition.itemId === currentItemId) ??
    drafts[0] ??
    newest[0] ??
    null
  );
}

export function usePanelPoll(): Poll | null {
  return panelPoll(
    usePolls(),
    useLive(({ meetings }) => meetings.currentItemId),
  );
}

export function voteStep(poll: Poll | null, { isLive, isRunning, isChair }: Standing): VoteStep {
  if (!poll) return isRunning ? { kind: 'prepare' } : { kind: 'nothing' };
  if (!isChair) return { kind: 'nothing' };
  if (poll.stage === 'draft') return isLive ? { kind: 'open', poll } : { kind: 'nothing' };
  if (poll.stage === 'open') return { kind: 'close', poll };
  if (poll.stage === 'closed') return presentResult(poll) ? { kind: 'publish', poll } : { kind: 'nothing' };
  return { kind: 'nothing' };
}
