import { z } from 'zod';
import { DurationMs } from '#server/kernel/clock.ts';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** Kinds of speaking, by priority. `interposedQuestion` is an inner turn, the others are main turns (D1). */
export const SpeakingKind = z.enum(['interposedQuestion', 'reply', 'pointOfOrder', 'speech']);
export type SpeakingKind = z.infer<typeof SpeakingKind>;

export const Strategy = z.enum(['firstCome', 'prearranged', 'leastSpoken', 'rotation']);
export type Strategy = z.infer<typeof Strategy>;

/** Where somebody speaks from: a device of their own, or the hall's microphones, which are not theirs to switch (D3). */
export const SpeakingSource = z.enum(['online', 'venue']);
export type SpeakingSource = z.infer<typeof SpeakingSource>;

export const FloorSource = z.enum(['microphone', 'camera', 'screenShare']);
export type FloorSource = z.infer<typeof FloorSource>;

export const TurnEndReason = z.enum([
  'ended',
  'bySpeaker',
  'nextSpeaker',
  'mainEnded',
  'nextQuestion',
  'mainResumed',
  'itemLeft',
  'removed',
  'meetingEnded',
]);
export type TurnEndReason = z.infer<typeof TurnEndReason>;

/** How an entry left the queue without a turn. */
export const EntryOutcome = z.enum(['withdrawn', 'removed', 'notReached', 'itemGone', 'personGone', 'alreadyWaiting']);
export type EntryOutcome = z.infer<typeof EntryOutcome>;

/** A speaker as everybody may read it, also the public, which has no list of participants. */
export const Speaker = z.object({
  userId: UserIdSchema,
  name: z.string(),
  sectorId: z.string().nullable(),
  sectorName: z.string().nullable(),
  post: z.string().nullable(),
});
export type Speaker = z.infer<typeof Speaker>;

const id = z.string().min(1).max(40);
const itemId = id.nullable();
const limit = DurationMs.min(1_000)
  .max(4 * 3_600_000)
  .nullable();
const version = z.int().nonnegative();
/** The question of the public that is spoken to (C24). */
const questionId = id.nullable().default(null);
const people = z.array(UserIdSchema).max(20);

/** Length of a turn by kind in milliseconds; null counts up without an end. */
export const Limits = z.object({ interposedQuestion: limit, reply: limit, pointOfOrder: limit, speech: limit });
export type Limits = z.infer<typeof Limits>;

/** What holds for the whole meeting. */
export const SpeakingSettings = z.object({
  /** Only people who are checked in are put on the list (D7). */
  requiresPresence: z.boolean(),
  isMutedOnPause: z.boolean(),
  sources: z.array(FloorSource).max(3),
  hasBell: z.boolean(),
  limits: Limits,
  strategy: Strategy,
  /** Ids in the order in which rotation goes round. */
  sectorOrder: z.array(id).max(200),
});
export type SpeakingSettings = z.infer<typeof SpeakingSettings>;

/** What an item's list has of its own; null follows the meeting's settings. */
export const ListSettings = z.object({
  isClosed: z.boolean(),
  strategy: Strategy.nullable(),
  limits: Limits.partial().nullable(),
  /** Order of a prearranged list; who is not on it comes after it. */
  prearranged: z.array(UserIdSchema).max(300),
});
export type ListSettings = z.infer<typeof ListSettings>;

const Budget = DurationMs.max(24 * 3_600_000).nullable();
const nothing = z.object({});
const entryOutput = z.object({ entryId: id });
const turnOutput = z.object({ turnId: id });
const entry = { entryId: id, basedOn: version };
/** A turn and the version of the floor that the sender saw (D12). */
const turn = { turnId: id, floor: version };

export const commands = defineCommands({
  /** `itemId` left out is the current item (F1); a reply names the speech it answers (D15). */
  'speaking.requestToSpeak': {
    input: z.object({
      kind: SpeakingKind,
      itemId: itemId.optional(),
      source: SpeakingSource.default('online'),
      answersTurnId: id.nullable().default(null),
      addressees: people.default([]),
    }),
    output: entryOutput,
  },
  'speaking.withdrawEntry': { input: z.object({ entryId: id }), output: nothing },
  'speaking.addEntry': {
    input: z.object({
      userId: UserIdSchema,
      kind: SpeakingKind,
      itemId: itemId.optional(),
      /** Left out: online for people who are in the room with a device, else from the hall. */
      source: SpeakingSource.optional(),
      answersTurnId: id.nullable().default(null),
      addressees: people.default([]),
      /** Checks the person in at the same time (D7). */
      checkIn: z.boolean().default(false),
      questionId,
    }),
    output: entryOutput,
  },
  'speaking.removeEntry': { input: z.object({ ...entry, reason: z.string().trim().max(200) }), output: nothing },
  /** Pins the entry at `place` of its kind, counted from 0 (D14, F3). */
  'speaking.placeEntry': { input: z.object({ ...entry, place: z.int().min(0).max(1_000) }), output: nothing },
  'speaking.releaseEntry': { input: z.object(entry), output: nothing },
  'speaking.skipEntry': { input: z.object(entry), output: nothing },
  /** Marks a waiting entry or the turn on the floor as spoken from the hall or from a device. */
  'speaking.setSource': {
    input: z.discriminatedUnion('of', [
      z.object({ of: z.literal('entry'), ...entry, source: SpeakingSource }),
      z.object({ of: z.literal('turn'), ...turn, source: SpeakingSource }),
    ]),
    output: nothing,
  },
  'speaking.grantFloor': {
    input: z.object({ ...entry, floor: version, limitMs: limit.optional() }),
    output: turnOutput,
  },
  /** Gives the floor without a waiting entry; `userId` null leaves an interposed question unnamed for now (D17). */
  'speaking.callSpeaker': {
    input: z.object({
      userId: UserIdSchema.nullable(),
      kind: SpeakingKind,
      source: SpeakingSource.optional(),
      answersTurnId: id.nullable().default(null),
      checkIn: z.boolean().default(false),
      floor: version,
      limitMs: limit.optional(),
      questionId,
    }),
    output: turnOutput,
  },
  'speaking.pauseTurn': { input: z.object(turn), output: nothing },
  'speaking.resumeTurn': { input: z.object(turn), output: nothing },
  'speaking.extendTurn': {
    input: z.object({ ...turn, byMs: DurationMs.min(1_000).max(3_600_000) }),
    output: nothing,
  },
  /** The speaker ends the own turn without naming a version: a turn is ended once. */
  'speaking.endTurn': { input: z.object({ turnId: id, floor: version.optional() }), output: nothing },
  /** `turnId` is the turn that the sender saw end last (D9). */
  'speaking.readdLast': { input: z.object({ turnId: id, checkIn: z.boolean().default(false) }), output: entryOutput },
  /** Names or corrects a speaker; `from` is the former one (D17). */
  'speaking.nameSpeaker': {
    input: z.object({ turnId: id, from: UserIdSchema.nullable(), userId: UserIdSchema }),
    output: nothing,
  },
  /** Whom a speech is addressed to: they may ask to reply (D15). */
  'speaking.setAddressees': { input: z.object({ turnId: id, userIds: people }), output: nothing },
  'speaking.setList': {
    input: ListSettings.partial().extend({ itemId, basedOn: version }),
    output: nothing,
  },
  'speaking.setSettings': { input: SpeakingSettings.partial().extend({ basedOn: version }), output: nothing },
  /** `sectorId` null is the item's own budget; `budgetMs` null takes it away. */
  'speaking.setBudget': {
    input: z.object({ itemId, basedOn: version, sectorId: id.nullable(), budgetMs: Budget }),
    output: nothing,
  },
  /** The same addition for every sector that has a budget on the item (D10). */
  'speaking.raiseBudgets': {
    input: z.object({ itemId, basedOn: version, byMs: DurationMs.min(1_000).max(24 * 3_600_000) }),
    output: nothing,
  },
  /** null goes back to what the person's roles say. */
  'speaking.setEligible': {
    input: z.object({ userId: UserIdSchema, isEligible: z.boolean().nullable() }),
    output: nothing,
  },
  'speaking.addWrittenSpeech': {
    input: z.object({
      userId: UserIdSchema,
      itemId: itemId.optional(),
      title: z.string().trim().min(1).max(160),
      documentId: id.nullable().default(null),
    }),
    output: z.object({ writtenId: id }),
  },
  'speaking.removeWrittenSpeech': {
    input: z.object({ writtenId: id, reason: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
});

/** Changes nothing of who may read it: a turn on an item that is not public is narrowed when it is decided (F9). */
const ofTurn = { audience: 'public', throughClosed: true } as const;
const ofRoom = { audience: 'room' } as const;

export const events = defineEvents({
  'speaking.entryAdded': {
    payload: z.object({
      entryId: id,
      itemId,
      kind: SpeakingKind,
      speaker: Speaker,
      source: SpeakingSource,
      answersTurnId: id.nullable(),
      addressees: people,
      isAway: z.boolean(),
      /** The turn that ended last and whose speaker stands first again (D9). */
      readdedFrom: id.nullable(),
      questionId,
    }),
    ...ofRoom,
  },
  'speaking.entryClosed': {
    payload: z.object({ entryIds: z.array(id).min(1), outcome: EntryOutcome, reason: z.string() }),
    ...ofRoom,
  },
  /** `from` is the place in the whole queue that the entry had. */
  'speaking.entryPlaced': { payload: z.object({ entryId: id, place: z.int(), from: z.int() }), ...ofRoom },
  'speaking.entryReleased': { payload: z.object({ entryId: id }), ...ofRoom },
  'speaking.entrySkipped': { payload: z.object({ entryId: id }), ...ofRoom },
  'speaking.entrySourceSet': { payload: z.object({ entryId: id, source: SpeakingSource }), ...ofRoom },
  'speaking.entriesCarried': { payload: z.object({ entryIds: z.array(id).min(1), itemId }), ...ofRoom },
  /** Somebody who waits or speaks lost the connection, or is back (D7). */
  'speaking.awayMarked': { payload: z.object({ userId: UserIdSchema, isAway: z.boolean() }), ...ofRoom },
  /** Kept by attendance. */
  'speaking.personCheckedIn': { payload: z.object({ userId: UserIdSchema }), ...ofRoom },
  /** How many wait on a public item: all the public learns of the queue (F9). */
  'speaking.waitingCounted': { payload: z.object({ itemId, waiting: z.int().nonnegative() }), ...ofTurn },
  'speaking.turnStarted': {
    payload: z.object({
      turnId: id,
      entryId: id.nullable(),
      itemId,
      kind: SpeakingKind,
      speaker: Speaker.nullable(),
      source: SpeakingSource,
      answersTurnId: id.nullable(),
      addressees: people,
      limitMs: limit,
      isPublic: z.boolean(),
      isAway: z.boolean(),
      questionId,
    }),
    ...ofTurn,
  },
  'speaking.turnPaused': { payload: z.object({ turnId: id, isSuspension: z.boolean() }), ...ofTurn },
  'speaking.turnResumed': { payload: z.object({ turnId: id }), ...ofTurn },
  'speaking.turnExtended': { payload: z.object({ turnId: id, byMs: DurationMs }), ...ofTurn },
  'speaking.turnEnded': { payload: z.object({ turnId: id, reason: TurnEndReason }), ...ofTurn },
  'speaking.turnSourceSet': { payload: z.object({ turnId: id, source: SpeakingSource }), ...ofTurn },
  'speaking.speakerNamed': {
    payload: z.object({ turnId: id, from: Speaker.nullable(), to: Speaker }),
    ...ofTurn,
  },
  'speaking.addresseesSet': { payload: z.object({ turnId: id, userIds: people }), ...ofTurn },
  'speaking.listSet': { payload: ListSettings.partial().extend({ itemId }), ...ofRoom },
  'speaking.settingsSet': { payload: SpeakingSettings.partial(), ...ofRoom },
  'speaking.budgetSet': { payload: z.object({ itemId, sectorId: id.nullable(), budgetMs: Budget }), ...ofRoom },
  'speaking.budgetsRaised': { payload: z.object({ itemId, byMs: DurationMs }), ...ofRoom },
  'speaking.eligibilitySet': {
    payload: z.object({ userId: UserIdSchema, isEligible: z.boolean().nullable() }),
    ...ofRoom,
  },
  'speaking.writtenSpeechAdded': {
    payload: z.object({
      writtenId: id,
      itemId,
      speaker: Speaker,
      title: z.string(),
      documentId: id.nullable(),
    }),
    ...ofRoom,
  },
  'speaking.writtenSpeechRemoved': { payload: z.object({ writtenId: id, reason: z.string() }), ...ofRoom },
});
