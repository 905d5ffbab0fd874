'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { DeclineDialog } from '#app/_features/chat/decline-dialog.tsx';
import { MembersChat } from '#app/_features/chat/members-chat.tsx';
import { ChannelMenu } from '#app/_features/chat/moderation.tsx';
import { PublicQuestions } from '#app/_features/chat/public-questions.tsx';
import { DraftDialog } from '#app/_features/polls/draft-dialog.tsx';
import { RollDialog } from '#app/_features/polls/roll-dialog.tsx';
import { usePolls } from '#app/_features/polls/use-polls.ts';
import {
  CancelVoteDialog,
  CloseVoteDialog,
  OpenVoteDialog,
  PublishVoteDialog,
} from '#app/_features/polls/vote-dialogs.tsx';
import { AddDialog } from '#app/_features/speaking/add-dialog.tsx';
import { BudgetDialog } from '#app/_features/speaking/budgets.tsx';
import { useSubmit } from '#app/_features/speaking/conduct.tsx';
import { AddresseesDialog, NameDialog, PassDialog, RemoveDialog } from '#app/_features/speaking/floor-dialogs.tsx';
import { FrozenDialog } from '#app/_features/speaking/frozen-dialog.tsx';
import { LimitsDialog } from '#app/_features/speaking/limits-dialog.tsx';
import { PrearrangedDialog, SectorsDialog } from '#app/_features/speaking/order-dialogs.tsx';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { WrittenDialog } from '#app/_features/speaking/written-dialog.tsx';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Confirm, Dialog } from '#app/_ui/dialog.tsx';
import { nextItem } from '#server/modules/meetings/domain.ts';
import type { ChairDialog, OpenDialog } from './chair-dialogs.ts';
import { VotesList } from './chair-votes-list.tsx';
import { KeyHelp } from './key-help.tsx';
import type { Chairing } from './use-chair-acts.ts';

interface PapersProps {
  readonly dialog: ChairDialog | null;
  readonly userId: string;
  readonly chairing: Chairing;
  readonly open: OpenDialog;
  readonly onClose: () => void;
}

/** The paper that lies over the chair's page, if one does. */
export function ChairPapers({ dialog, userId, chairing, open, onClose }: PapersProps): ReactNode {
  if (!dialog) return null;
  switch (dialog.kind) {
    case 'decline':
      return <DeclineDialog questions={dialog.group.questions} onClose={onClose} />;
    case 'toFloor':
      return <AddDialog isOpen question={dialog.question} onClose={onClose} />;
    case 'help':
      return <KeyHelp isOpen onClose={onClose} />;
    case 'add':
      return <AddDialog isOpen onClose={onClose} />;
    case 'talk':
      return <Talk userId={userId} onClose={onClose} />;
    case 'questions':
      return <Questions open={open} onClose={onClose} />;
    case 'moveOn':
      return <MoveOn onClose={onClose} />;
    case 'limits':
      return <LimitsDialog onClose={onClose} />;
    case 'prearranged':
      return <PrearrangedDialog onClose={onClose} />;
    case 'sectors':
      return <SectorsDialog onClose={onClose} />;
    case 'written':
      return <WrittenDialog onClose={onClose} />;
    case 'frozen':
      return <FrozenDialog onClose={onClose} />;
    case 'budgets':
      return <BudgetDialog onClose={onClose} isChair={chairing.isChair} />;
    case 'votes':
      return <VotesList chairing={chairing} open={open} onClose={onClose} />;
    case 'draft':
      return <DraftDialog onClose={onClose} />;
    case 'remove':
      return <RemoveDialog entry={dialog.entry} onClose={onClose} />;
    case 'name':
      return <NameDialog turn={dialog.turn} onClose={onClose} />;
    case 'addressees':
      return <AddresseesDialog turn={dialog.turn} onClose={onClose} />;
    case 'pass':
      return <PassDialog passed={dialog.passed} instead={dialog.instead} onClose={onClose} />;
    case 'openVote':
    case 'closeVote':
    case 'publishVote':
    case 'cancelVote':
    case 'reviseVote':
    case 'voteAgain':
    case 'roll':
      return <VotePaper key={`${dialog.kind} ${dialog.pollId}`} dialog={dialog} onClose={onClose} />;
  }
}

type OfPoll = Extract<ChairDialog, { readonly pollId: string }>;

function VotePaper({ dialog, onClose }: { dialog: OfPoll; onClose: () => void }) {
  const poll = usePolls().find(({ pollId }) => pollId === dialog.pollId);
  if (!poll) return null;
  switch (dialog.kind) {
    case 'openVote':
      return <OpenVoteDialog poll={poll} onClose={onClose} />;
    case 'closeVote':
      return <CloseVoteDialog poll={poll} onClose={onClose} />;
    case 'publishVote':
      return <PublishVoteDialog poll={poll} onClose={onClose} />;
    case 'cancelVote':
      return <CancelVoteDialog poll={poll} onClose={onClose} />;
    case 'reviseVote':
    case 'voteAgain':
      return <DraftDialog from={poll} onClose={onClose} />;
    case 'roll':
      return <RollDialog poll={poll} onClose={onClose} />;
  }
}

/** Going on ends whoever speaks, and says so (D6). */
function MoveOn({ onClose }: { onClose: () => void }) {
  const t = useTranslations('chair.moveOn');
  const submit = useSubmit();
  const next = useLive(({ meetings }) => nextItem(meetings));
  const currentItemId = useLive(({ meetings }) => meetings.currentItemId);
  const { main } = useFloor();
  if (!next) return null;
  return (
    <Confirm
      isOpen
      onClose={onClose}
      onConfirm={() => void submit('meetings.startItem', { itemId: next.itemId, basedOn: currentItemId })}
      title={t('title', { title: next.title })}
      text={main ? t('text', { name: main.speaker?.name ?? t('somebody') }) : t('free')}
      confirm={t('confirm')}
      cancel={t('cancel')}
    />
  );
}

function Questions({ open, onClose }: { open: OpenDialog; onClose: () => void }) {
  const t = useTranslations('live.questions');
  const { meetingId } = useLiveClient();
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <PublicQuestions
        shown={50}
        onDecline={(group) => open({ kind: 'decline', group })}
        onFloor={(question) => open({ kind: 'toFloor', question })}
      />
      <a className="tool px-0 text-nav" href={`/live/${meetingId}/questions`} target="_blank" rel="noreferrer">
        {t('board')}
      </a>
    </Dialog>
  );
}

/** The members' channel, for a look and a word. */
function Talk({ userId, onClose }: { userId: string; onClose: () => void }) {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  return (
    <Dialog isOpen onClose={onClose} title={t('talk')}>
      <div className="absolute top-4 right-6 text-ink-2">
        <ChannelMenu channel="members" />
      </div>
      <div className="-mx-6 -mb-6 flex h-[70dvh] flex-col">
        <MembersChat me={userId} canModerate={phase !== 'scheduled' && phase !== 'archived'} canPost={isRunning} />
      </div>
    </Dialog>
  );
}
