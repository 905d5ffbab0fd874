import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meetingFolding } from '#app/_lib/live/modules.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import { seekableLog } from './seekable-log.ts';

const person = (index: number): string => `01900000-0000-7000-8000-00000000000${index}`;
const speaker = (index: number) => ({
  userId: person(index),
  name: `P${index}`,
  sectorId: null,
  sectorName: null,
  post: null,
});
const settings = { form: 'straw', title: 'A poll', secrecy: 'named', question: { kind: 'yesNo', canAbstain: true } };

/** One event of each kind that modules fold in place or by copying; the ids collide on purpose. */
const templates: readonly ((n: number) => { readonly type: string; readonly payload: object | null })[] = [
  (n) => ({ type: 'meetings.itemStarted', payload: { itemId: `item-${n}`, visibility: 'public' } }),
  (n) => ({ type: 'meetings.itemFinished', payload: { itemId: `item-${n}` } }),
  (n) => ({ type: 'chat.messagePosted', payload: { messageId: `m${n}`, text: `words ${n}`, replyTo: null } }),
  (n) => ({ type: 'chat.questionPublished', payload: { messageId: `q${n}`, name: 'Q', text: `ask ${n}`, askedAt: n } }),
  (n) => ({ type: 'chat.messageDeleted', payload: { messageId: `m${n}`, reason: 'noise' } }),
  (n) => ({ type: 'log.redacted', payload: { seqs: [n + 1], reason: 'erased' } }),
  (n) => ({
    type: 'speaking.entryAdded',
    payload: {
      entryId: `e${n}`,
      itemId: 'item-1',
      kind: 'speech',
      speaker: speaker(n),
      source: 'online',
      answersTurnId: null,
      addressees: [],
      isAway: false,
      readdedFrom: null,
    },
  }),
  (n) => ({ type: 'speaking.entryClosed', payload: { entryIds: [`e${n}`], outcome: 'withdrawn', reason: '' } }),
  (n) => ({ type: 'speaking.waitingCounted', payload: { itemId: `item-${n}`, waiting: n } }),
  (n) => ({
    type: 'polls.pollOpened',
    payload: {
      pollId: `p${n}`,
      definition: settings,
      figures: null,
      isQuorate: true,
      closesAt: null,
      visibleTo: 'room',
    },
  }),
  (n) => ({ type: 'polls.electorateFixed', payload: { pollId: `p${n}`, people: { [person(n)]: 7 } } }),
  (n) => ({ type: 'polls.ballotCast', payload: { pollId: `p${n % 3}`, mark: person(n) } }),
  (n) => ({ type: 'polls.pollClosed', payload: { pollId: `p${n}`, closedBy: 'chair', voted: n } }),
  (n) => ({ type: 'consents.consentWithdrawn', payload: { userId: person(n) } }),
  (n) => ({ type: 'rooms.personEntered', payload: { userId: person(n), deviceId: 'device-one', mode: 'video' } }),
];

const logs = fc
  .array(fc.tuple(fc.nat(templates.length - 1), fc.nat(5), fc.nat(3)), { maxLength: 120 })
  .map((picks): readonly LogEvent[] => {
    let at = 1_000;
    return picks.map(([kind, n, pause], index) => {
      at += pause;
      const { type, payload } = (templates[kind] as (typeof templates)[number])(n);
      return { seq: index + 1, at, actor: `user:${person(n)}`, type, payload: payload as Record<string, unknown> };
    });
  });

test('L5 L12 P7 wherever one jumps, back or forth, the state is that of folding from the beginning', () => {
  fc.assert(
    fc.property(logs, fc.array(fc.integer({ min: 990, max: 1_400 }), { maxLength: 30 }), (events, jumps) => {
      // Folding may keep what events carry, so each side gets events of its own.
      const log = seekableLog(structuredClone(events), meetingFolding, 7);
      for (const at of jumps) {
        const before = structuredClone(events.filter((event) => event.at <= at));
        expect(log.stateAt(at)).toEqual(meetingFolding.fold(meetingFolding.initial(), before));
      }
      expect(log.last()).toEqual(meetingFolding.fold(meetingFolding.initial(), structuredClone(events)));
    }),
    { numRuns: 200 },
  );
});
