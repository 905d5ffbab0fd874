'use client';

import { useRef } from 'react';
import { showing, shownOf } from '#app/_features/chat/showing.ts';
import { useFloorActs, useSubmit } from '#app/_features/speaking/conduct.tsx';
import { type NextStep, nextStep } from '#app/_features/speaking/next-step.ts';
import { shifted, stepped } from '#app/_features/speaking/queue-places.ts';
import { useFloor, useNextInLine, useQueue } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { QuestionGroup } from '#server/modules/chat/figures.ts';
import { nextItem } from '#server/modules/meetings/domain.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import { emptyList, listKey } from '#server/modules/speaking/state.ts';
import type { OpenDialog } from './chair-dialogs.ts';
import type { ChairAct } from './chair-keymap.ts';
import { stageKeys } from './stage-switch.tsx';
import { type StageActs, useStageActs } from './use-stage.ts';
import { usePanelPoll, type VoteStep, voteStep } from './vote-step.ts';

/** What may be done now; keys, buttons and the key bar all ask here, so that none of them offers anything else. */
export type ChairActs = Readonly<Partial<Record<ChairAct, (() => void) | undefined>>>;

interface Wishes {
  readonly userId: string;
  readonly open: OpenDialog;
  readonly selectedId: string | null;
  readonly onSelect: (entryId: string | null) => void;
  /** The group of questions of the public that waits longest. */
  readonly question: QuestionGroup | undefined;
}

export interface Chairing {
  readonly acts: ChairActs;
  readonly step: NextStep;
  readonly places: readonly QueuePlace[];
  readonly vote: VoteStep;
  readonly stage: StageActs;
  readonly grant: ((place: QueuePlace) => void) | null;
  readonly isChair: boolean;
  readonly isRunner: boolean;
}

const minuteMs = 60_000;
/** A second press of the space bar so soon was meant for what stood there before. */
const settleMs = 600;

export function useChairActs({ userId, open, selectedId, onSelect, question }: Wishes): Chairing {
  const submit = useSubmit();
  const floorActs = useFloorActs();
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const phase = useLive(({ meetings }) => meetings.phase);
  const currentItemId = useLive(({ meetings }) => meetings.currentItemId);
  const nextOne = useLive(({ meetings }) => nextItem(meetings));
  const list = useLive(({ speaking }) => speaking.lists[listKey(currentItemId)] ?? emptyList);
  const { main, inner, running } = useFloor();
  const next = useNextInLine();
  const places = useQueue();
  const poll = usePanelPoll();
  const isChair = roles?.includes('chair') ?? false;
  const isRunner = isChair || (roles?.includes('clerk') ?? false);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const isLive = phase === 'live';
  const settled = useRef({ isBusy: false, at: 0 });
  /** One change of the floor at a time, and a moment in between to see it. */
  const once = (act: () => Promise<CommandAck>) => (): void => {
    if (settled.current.isBusy || performance.now() - settled.current.at < settleMs) return;
    settled.current.isBusy = true;
    void act().finally(() => {
      settled.current = { isBusy: false, at: performance.now() };
    });
  };

  const step = nextStep({ isLive: isLive && isRunner, main, inner, next });
  const selected = places.find(({ entry }) => entry.entryId === selectedId);
  const top = inner ?? main;
  const stopped = top?.stoppedSince !== null ? top : null;
  const clocked = running ?? top;
  const vote = voteStep(poll, { isLive, isRunning, isChair });
  const hasOpenVote = vote.kind === 'close';

  const move = (by: -1 | 1): (() => void) | undefined => {
    const to = selected ? shifted(places, selected.entry, by) : null;
    return selected && to !== null ? () => void floorActs.place(selected.entry, to) : undefined;
  };
  const grant = (place: QueuePlace): void => once(() => floorActs.grant(place.entry))();
  const canGrant = isLive && isRunner;
  const isGrantable = ({ entry }: QueuePlace): boolean => entry.kind !== 'interposedQuestion' || main !== null;
  const moveOn = (): void => {
    if (main) open({ kind: 'moveOn' });
    else if (nextOne) void submit('meetings.startItem', { itemId: nextOne.itemId, basedOn: currentItemId });
  };
  const stageActs = useStageActs(submit);
  const stage = (layout: StageLayout): (() => void) | undefined =>
    isRunning ? () => stageActs.show(layout) : undefined;
  const onFloor = isRunner && (isLive || phase === 'suspended');

  const acts: ChairActs = {
    next: stepAct(step, { once, floorActs, open }),
    pause:
      canGrant && clocked
        ? () => void (running ? floorActs.pause(running) : floorActs.resume(stopped ?? clocked))
        : undefined,
    extend: onFloor && clocked && clocked.limitMs !== null ? () => void floorActs.extend(clocked, minuteMs) : undefined,
    end: onFloor && top ? once(() => floorActs.end(top)) : undefined,
    down: places.length > 0 ? () => onSelect(stepped(places, selectedId, 1)) : undefined,
    up: places.length > 0 ? () => onSelect(stepped(places, selectedId, -1)) : undefined,
    moveDown: isRunner && isRunning ? move(1) : undefined,
    moveUp: isRunner && isRunning ? move(-1) : undefined,
    grant: canGrant && selected && isGrantable(selected) ? () => grant(selected) : undefined,
    nextItem: isLive && nextOne !== null && !hasOpenVote ? moveOn : undefined,
    add: isRunner && isRunning ? () => open({ kind: 'add' }) : undefined,
    list:
      isRunner && phase !== 'ended' && phase !== 'archived'
        ? () =>
            void submit('speaking.setList', {
              itemId: currentItemId,
              isClosed: !list.isClosed,
              basedOn: list.version,
            })
        : undefined,
    vote: voteAct(vote, open),
    votes: () => open({ kind: 'votes' }),
    questions: () => open({ kind: 'questions' }),
    publish: question && (() => void submit(...showing(question))),
    decline: question && (() => open({ kind: 'decline', group: question })),
    toFloor:
      question && isRunner && isRunning
        ? () =>
            void submit(...showing(question)).then(
              (ack) => ack.ok && open({ kind: 'toFloor', question: shownOf(question) }),
            )
        : undefined,
    talk: () => open({ kind: 'talk' }),
    venue: stage(stageKeys[0]),
    speaker: stage(stageKeys[1]),
    sideBySide: stage(stageKeys[2]),
    document: stage(stageKeys[3]),
    voteStage: stage(stageKeys[4]),
    gallery: stage(stageKeys[5]),
    pageUp: (isRunning && stageActs.previous) || undefined,
    pageDown: (isRunning && stageActs.next) || undefined,
    blank: stage('pause'),
    help: () => open({ kind: 'help' }),
  };
  const grantIfAble = canGrant ? grant : null;
  return { acts, step, places, vote, stage: stageActs, grant: grantIfAble, isChair, isRunner };
}

interface StepTools {
  readonly once: (act: () => Promise<CommandAck>) => () => void;
  readonly floorActs: ReturnType<typeof useFloorActs>;
  readonly open: OpenDialog;
}

function stepAct(step: NextStep, { once, floorActs, open }: StepTools): (() => void) | undefined {
  switch (step.kind) {
    case 'nothing':
      return undefined;
    case 'handBack':
      return once(() => floorActs.end(step.question));
    case 'allowQuestion':
    case 'call':
      return once(() => floorActs.grant(step.place.entry));
    case 'offerToPass':
      return () => open({ kind: 'pass', passed: step.passed, instead: step.instead });
  }
}

function voteAct(vote: VoteStep, open: OpenDialog): (() => void) | undefined {
  switch (vote.kind) {
    case 'prepare':
      return () => open({ kind: 'draft' });
    case 'open':
      return () => open({ kind: 'openVote', pollId: vote.poll.pollId });
    case 'close':
      return () => open({ kind: 'closeVote', pollId: vote.poll.pollId });
    case 'publish':
      return () => open({ kind: 'publishVote', pollId: vote.poll.pollId });
    case 'nothing':
      return undefined;
  }
}
