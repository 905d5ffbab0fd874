import type { DecideContext, LiveCommand, NewEvent } from '#server/kernel/live.ts';
import type { SpeakingKind, SpeakingSource, TurnEndReason } from './contract.ts';
import {
  asSpeaker,
  checkAnswered,
  checkEligible,
  checkPresence,
  type Decided,
  done,
  event,
  isRunner,
  namedEntry,
  personOf,
  refuse,
  stale,
  turnEvent,
  waitingEntry,
} from './deciding.ts';
import { floorOf, innerTurn, lastEnded, limitOf, mainTurn, runningTurn } from './figures.ts';
import type { Entry, SpeakingState, Turn } from './state.ts';

interface NamedTurn {
  readonly turnId: string;
  readonly floor: number;
}

const ended = (turn: Turn, reason: TurnEndReason): NewEvent =>
  turnEvent('turnEnded', turn, { turnId: turn.turnId, reason });

/** Ends the main turn and, at the same instant, the question on top of it. */
export function endFloor(state: SpeakingState, reason: TurnEndReason): readonly NewEvent[] {
  const [main, inner] = [mainTurn(state), innerTurn(state)];
  return [...(inner ? [ended(inner, 'mainEnded')] : []), ...(main ? [ended(main, reason)] : [])];
}

/** Ends one turn of the floor; the main one takes the question with it. */
export function endOne(state: SpeakingState, turn: Turn, reason: TurnEndReason): readonly NewEvent[] {
  return turn.turnId === state.innerTurnId ? [ended(turn, reason)] : endFloor(state, reason);
}

interface Start {
  readonly entryId: string | null;
  readonly kind: SpeakingKind;
  readonly speaker: Entry['speaker'] | null;
  readonly source: SpeakingSource;
  readonly answersTurnId: string | null;
  readonly addressees: readonly string[];
  readonly isAway: boolean;
  readonly limitMs: number | null | undefined;
  readonly questionId: string | null;
}

/** The events of a new turn with the endings it brings (D1). */
function start(state: SpeakingState, ctx: DecideContext, wish: Start, before: readonly NewEvent[] = []): Decided {
  const isQuestion = wish.kind === 'interposedQuestion';
  if (isQuestion && state.mainTurnId === null) return refuse('invalid_state', 'questionNeedsTurn');
  const inner = innerTurn(state);
  const endings = isQuestion ? (inner ? [ended(inner, 'nextQuestion')] : []) : endFloor(state, 'nextSpeaker');
  const itemId = ctx.facts.currentItemId;
  const turnId = ctx.newId();
  const isPublic = ctx.facts.currentVisibility === 'public';
  const started = turnEvent(
    'turnStarted',
    { isPublic },
    {
      turnId,
      entryId: wish.entryId,
      itemId,
      kind: wish.kind,
      speaker: wish.speaker,
      source: wish.source,
      answersTurnId: isQuestion ? state.mainTurnId : wish.answersTurnId,
      addressees: wish.addressees,
      limitMs: wish.limitMs === undefined ? limitOf(state, itemId, wish.kind) : wish.limitMs,
      isPublic,
      isAway: wish.isAway,
      questionId: wish.questionId,
    },
  );
  return done([...before, ...endings, started], { turnId });
}

function grant(
  state: SpeakingState,
  ctx: DecideContext,
  entry: Entry,
  limitMs: number | null | undefined,
  source: SpeakingSource = entry.source,
): Decided {
  if (entry.itemId !== ctx.facts.currentItemId) return refuse('invalid_state', 'entryFrozen');
  return start(state, ctx, { ...entry, source, limitMs });
}

interface Call {
  readonly userId: string | null;
  readonly kind: SpeakingKind;
  readonly source?: SpeakingSource;
  readonly answersTurnId: string | null;
  readonly checkIn: boolean;
  readonly floor: number;
  readonly limitMs?: number | null;
  readonly questionId: string | null;
}

/** Gives the floor to somebody by name, or a question to somebody still to be named (D17, F7). */
function call(state: SpeakingState, ctx: DecideContext, input: Call): Decided {
  const { userId, kind, limitMs, answersTurnId, questionId } = input;
  if (input.floor !== state.floorVersion) return stale;
  const answered = checkAnswered(state, kind, answersTurnId, ctx.facts.currentItemId);
  if (!answered.ok) return answered;
  const base = { entryId: null, kind, answersTurnId, addressees: [], limitMs, questionId };
  if (userId === null) {
    if (kind !== 'interposedQuestion') return refuse('invalid_input', 'onlyQuestionsUnnamed');
    return start(state, ctx, { ...base, speaker: null, source: 'venue', isAway: false });
  }
  const person = personOf(ctx, userId);
  if (!person.ok) return person;
  const waiting = waitingEntry(state, userId, kind, ctx.facts.currentItemId);
  if (waiting) {
    // Called for a question, whoever waits in that kind speaks to the question.
    const entry = questionId === null ? waiting : { ...waiting, questionId };
    return grant(state, ctx, entry, limitMs, input.source);
  }
  const eligible = checkEligible(state, person.value, kind, true);
  if (!eligible.ok) return eligible;
  const presence = checkPresence(state, ctx, userId, input.checkIn);
  if (!presence.ok) return presence;
  const source = input.source ?? (ctx.facts.isOnline(userId) ? 'online' : 'venue');
  const { isAway, events } = presence.value;
  return start(state, ctx, { ...base, speaker: asSpeaker(person.value), source, isAway }, events);
}

/** The turn that a command names, while it is on the floor and the floor is as the sender saw it (D12). */
function namedTurn(state: SpeakingState, { turnId, floor }: NamedTurn): Turn | null {
  if (floor !== state.floorVersion) return null;
  return floorOf(state).find((turn) => turn.turnId === turnId) ?? null;
}

function resume(state: SpeakingState, turn: Turn): Decided {
  const inner = innerTurn(state);
  const endings = inner && inner !== turn ? [ended(inner, 'mainResumed')] : [];
  const lifted = turn.isPaused ? [turnEvent('turnResumed', turn, { turnId: turn.turnId })] : [];
  const events = [...endings, ...lifted];
  return events.length > 0 ? done(events) : refuse('invalid_state', 'notPaused');
}

/** Commands on the clock of a turn (D2, D11, D12). */
function decideClock(state: SpeakingState, command: LiveCommand): Decided | null {
  const input = command.input as NamedTurn & { byMs: number; source: SpeakingSource };
  const turn = namedTurn(state, input);
  if (!turn) return stale;
  const { turnId } = turn;
  switch (command.type) {
    case 'speaking.pauseTurn':
      if (runningTurn(state) !== turn) return refuse('invalid_state', 'notRunning');
      return done([turnEvent('turnPaused', turn, { turnId, isSuspension: false })]);
    case 'speaking.resumeTurn':
      return resume(state, turn);
    case 'speaking.extendTurn':
      if (turn.limitMs === null) return refuse('invalid_state', 'noLimit');
      return done([turnEvent('turnExtended', turn, { turnId, byMs: input.byMs })]);
    default:
      return null;
  }
}

function end(state: SpeakingState, ctx: DecideContext, input: { turnId: string; floor?: number }): Decided {
  const turn = namedTurn(state, { turnId: input.turnId, floor: input.floor ?? state.floorVersion });
  if (!turn) return stale;
  if (isRunner(ctx)) return done(endOne(state, turn, 'ended'));
  const isOwn = ctx.actor.kind === 'user' && ctx.actor.userId === turn.speaker?.userId;
  return isOwn ? done(endOne(state, turn, 'bySpeaker')) : refuse('forbidden', 'notYours');
}

function readdLast(state: SpeakingState, ctx: DecideContext, input: { turnId: string; checkIn: boolean }): Decided {
  const last = lastEnded(state, ctx.facts.currentItemId);
  if (!last) return refuse('invalid_state', 'nothingToReadd');
  if (last.turnId !== input.turnId) return stale;
  if (!last.speaker) return refuse('invalid_state', 'speakerUnnamed');
  if (last.kind === 'interposedQuestion' && last.answersTurnId !== state.mainTurnId)
    return refuse('invalid_state', 'questionNeedsTurn');
  const { kind, itemId, source, speaker } = last;
  const person = personOf(ctx, speaker.userId);
  if (!person.ok) return person;
  if (waitingEntry(state, speaker.userId, kind, itemId)) return refuse('conflict', 'alreadyWaiting');
  const presence = checkPresence(state, ctx, speaker.userId, input.checkIn);
  if (!presence.ok) return presence;
  const entryId = ctx.newId();
  const added = event('entryAdded', {
    entryId,
    itemId,
    kind,
    speaker,
    source,
    answersTurnId: kind === 'reply' ? last.answersTurnId : null,
    addressees: last.addressees,
    isAway: presence.value.isAway,
    readdedFrom: last.turnId,
    questionId: last.questionId,
  });
  return done([...presence.value.events, added], { entryId });
}

/** Names or corrects who spoke; the former value stays in the turn (D17). */
function nameSpeaker(
  state: SpeakingState,
  ctx: DecideContext,
  input: { turnId: string; from: string | null; userId: string },
): Decided {
  const turn = state.turns.find((one) => one.turnId === input.turnId);
  if (!turn || (turn.speaker?.userId ?? null) !== input.from) return stale;
  if (input.from === input.userId) return refuse('conflict', 'sameSpeaker');
  const person = ctx.facts.personOf(input.userId);
  if (!person) return refuse('invalid_state', 'personUnknown');
  const { turnId, speaker } = turn;
  return done([turnEvent('speakerNamed', turn, { turnId, from: speaker, to: asSpeaker(person) })]);
}

function setAddressees(
  state: SpeakingState,
  ctx: DecideContext,
  { turnId, userIds }: { turnId: string; userIds: readonly string[] },
): Decided {
  const turn = state.turns.find((one) => one.turnId === turnId);
  if (!turn) return stale;
  if (turn.kind !== 'speech') return refuse('invalid_state', 'replyNeedsSpeech');
  const unknown = userIds.map((one) => personOf(ctx, one)).find((one) => !one.ok);
  if (unknown) return unknown;
  return done([turnEvent('addresseesSet', turn, { turnId, userIds })]);
}

function setSource(state: SpeakingState, input: { source: SpeakingSource } & (OfEntry | OfTurn)): Decided {
  const { source } = input;
  if (input.of === 'entry') {
    const named = namedEntry(state, input);
    return named.ok ? done([event('entrySourceSet', { entryId: input.entryId, source })]) : named;
  }
  const turn = namedTurn(state, input);
  return turn ? done([turnEvent('turnSourceSet', turn, { turnId: turn.turnId, source })]) : stale;
}
type OfEntry = { readonly of: 'entry'; readonly entryId: string; readonly basedOn: number };
type OfTurn = { readonly of: 'turn' } & NamedTurn;

/** Commands that change who speaks and how their clock stands. */
export function decideFloor(state: SpeakingState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'speaking.grantFloor': {
      const input = command.input as { entryId: string; basedOn: number; floor: number; limitMs?: number | null };
      const named = namedEntry(state, input);
      if (!named.ok || input.floor !== state.floorVersion) return stale;
      return grant(state, ctx, named.value, input.limitMs);
    }
    case 'speaking.callSpeaker':
      return call(state, ctx, command.input as Call);
    case 'speaking.pauseTurn':
    case 'speaking.resumeTurn':
    case 'speaking.extendTurn':
      return decideClock(state, command);
    case 'speaking.endTurn':
      return end(state, ctx, command.input as { turnId: string; floor?: number });
    case 'speaking.readdLast':
      return readdLast(state, ctx, command.input as { turnId: string; checkIn: boolean });
    case 'speaking.nameSpeaker':
      return nameSpeaker(state, ctx, command.input as { turnId: string; from: string | null; userId: string });
    case 'speaking.setAddressees':
      return setAddressees(state, ctx, command.input as { turnId: string; userIds: readonly string[] });
    case 'speaking.setSource':
      return setSource(state, command.input as { source: SpeakingSource } & (OfEntry | OfTurn));
    default:
      return null;
  }
}
