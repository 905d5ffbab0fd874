import type { QuestionGroup } from '#server/modules/chat/figures.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Entry, Turn } from '#server/modules/speaking/state.ts';

/** The one paper that may lie over the chair's page; it keeps what the page showed when it was opened (D12). */
export type ChairDialog =
  | {
      readonly kind:
        | 'help'
        | 'add'
        | 'talk'
        | 'questions'
        | 'moveOn'
        | 'limits'
        | 'prearranged'
        | 'sectors'
        | 'written'
        | 'frozen'
        | 'budgets'
        | 'votes'
        | 'draft';
    }
  | { readonly kind: 'remove'; readonly entry: Entry }
  | { readonly kind: 'name' | 'addressees'; readonly turn: Turn }
  | { readonly kind: 'pass'; readonly passed: readonly QueuePlace[]; readonly instead: QueuePlace | null }
  | { readonly kind: 'decline'; readonly group: QuestionGroup }
  | { readonly kind: 'toFloor'; readonly question: { readonly messageId: string; readonly text: string } }
  | {
      readonly kind: 'openVote' | 'closeVote' | 'publishVote' | 'cancelVote' | 'reviseVote' | 'voteAgain' | 'roll';
      readonly pollId: string;
    };

export type OpenDialog = (dialog: ChairDialog) => void;
