import type { DecideContext, NewEvent } from '#server/kernel/live.ts';
import type { EntryOutcome } from './contract.ts';
import { endFloor, endOne } from './decide-floor.ts';
import { event, turnEvent, waitingEntry } from './deciding.ts';
import { floorOf, innerTurn, mainTurn, runningTurn } from './figures.ts';
import type { Entry, SpeakingState } from './state.ts';

const closed = (entries: readonly Entry[], outcome: EntryOutcome): readonly NewEvent[] =>
  entries.length === 0
    ? []
    : [event('entryClosed', { entryIds: entries.map(({ entryId }) => entryId), outcome, reason: '' })];

/** Whoever waits outside the agenda goes on the list of the item that starts (F1). */
function carry(state: SpeakingState, itemId: string): readonly NewEvent[] {
  const outside = state.entries.filter((entry) => entry.itemId === null && entry.kind !== 'reply');
  const isThere = ({ speaker, kind }: Entry): boolean =>
    waitingEntry(state, speaker.userId, kind, itemId) !== undefined;
  const carried = outside.filter((entry) => !isThere(entry)).map(({ entryId }) => entryId);
  return [
    ...closed(outside.filter(isThere), 'alreadyWaiting'),
    ...(carried.length > 0 ? [event('entriesCarried', { entryIds: carried, itemId })] : []),
  ];
}

/** People who have no place any more leave queue and floor (D7, F2). */
function without(state: SpeakingState, isGone: (userId: string) => boolean): readonly NewEvent[] {
  const [main, inner] = [mainTurn(state), innerTurn(state)];
  const isLost = (turn: typeof main): boolean => turn?.speaker != null && isGone(turn.speaker.userId);
  const endings =
    main && isLost(main) ? endFloor(state, 'removed') : inner && isLost(inner) ? endOne(state, inner, 'removed') : [];
  return [
    ...endings,
    ...closed(
      state.entries.filter(({ speaker }) => isGone(speaker.userId)),
      'personGone',
    ),
  ];
}

function markAway(state: SpeakingState, userId: string, isAway: boolean): readonly NewEvent[] {
  const concerned = [...state.entries, ...floorOf(state)].filter(
    (one) => one.speaker?.userId === userId && one.isAway !== isAway,
  );
  return concerned.length > 0 ? [event('awayMarked', { userId, isAway })] : [];
}

/** Sectors in the order of the invitation behind those that have an order already (D14). */
function sectorOrder(
  state: SpeakingState,
  participants: readonly { readonly sectorId: string | null }[],
): readonly NewEvent[] {
  const known = state.settings.sectorOrder;
  const invited = new Set(participants.map(({ sectorId }) => sectorId).filter((one) => one !== null));
  const order = [...known, ...[...invited].filter((one) => !known.includes(one))];
  return order.length > known.length ? [event('settingsSet', { sectorOrder: order })] : [];
}

/** What other modules' events mean for queue and floor (D6, D7, D13). */
export function reactions(state: SpeakingState, happened: NewEvent, ctx: DecideContext): readonly NewEvent[] {
  const p = happened.payload as {
    readonly itemId: string;
    readonly userId: string;
    readonly reason: string;
    readonly cause: string;
    readonly items: readonly { readonly itemId: string }[];
    readonly participants: readonly { readonly userId: string; readonly sectorId: string | null }[];
  };
  const itemOfFloor = mainTurn(state)?.itemId;
  switch (happened.type) {
    case 'meetings.itemFinished':
      return itemOfFloor === p.itemId ? endFloor(state, 'itemLeft') : [];
    case 'meetings.itemStarted':
      return [...(itemOfFloor === null ? endFloor(state, 'itemLeft') : []), ...carry(state, p.itemId)];
    case 'meetings.meetingSuspended': {
      const turn = runningTurn(state);
      return turn ? [turnEvent('turnPaused', turn, { turnId: turn.turnId, isSuspension: true })] : [];
    }
    case 'meetings.meetingEnded': {
      // An item that was current is finished by the same command, and that has ended its turn.
      const isLeft = itemOfFloor !== null && itemOfFloor === ctx.facts.currentItemId;
      return [...(isLeft ? [] : endFloor(state, 'meetingEnded')), ...closed(state.entries, 'notReached')];
    }
    case 'meetings.agendaSet': {
      const items = new Set(p.items.map(({ itemId }) => itemId));
      return closed(
        state.entries.filter(({ itemId }) => itemId !== null && !items.has(itemId)),
        'itemGone',
      );
    }
    case 'meetings.participantsSet': {
      const invited = new Set(p.participants.map(({ userId }) => userId));
      return [...without(state, (userId) => !invited.has(userId)), ...sectorOrder(state, p.participants)];
    }
    case 'consents.consentWithdrawn':
    case 'rooms.personRemoved':
      return without(state, (userId) => userId === p.userId);
    case 'rooms.personEntered':
    case 'attendance.checkedIn':
      return markAway(state, p.userId, false);
    case 'attendance.checkedOut':
      return p.cause === 'removed' ? [] : markAway(state, p.userId, true);
    case 'rooms.personLeft':
      // The removed and those of an ended meeting leave queue and floor anyway.
      if (p.reason === 'removed' || p.reason === 'meetingEnded') return [];
      // Who sits in the hall is there, whatever becomes of the phone.
      return ctx.facts.isInVenue(p.userId) ? [] : markAway(state, p.userId, true);
    default:
      return [];
  }
}
