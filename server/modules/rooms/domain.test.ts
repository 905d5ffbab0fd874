import { expect, test } from 'vitest';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { DecideContext } from '#server/kernel/live.ts';
import { factsWith } from '#tests/support/facts.ts';
import { commands } from './contract.ts';
import { roomsLive } from './domain.ts';
import { initial, type RoomsState } from './evolve.ts';

const system: Actor = { kind: 'system', service: 'media' };
const person = (): Extract<Actor, { kind: 'user' }> => {
  const id = uuidV7();
  return { kind: 'user', userId: id as UserId, role: 'member', sessionId: id, name: '' };
};
const chair = person();
const technician = person();
const member = person();
const prepared: Record<string, readonly MeetingRole[]> = {
  [chair.userId]: ['chair'],
  [technician.userId]: ['technician'],
  [member.userId]: ['member'],
};

/** A meeting with this module alone: decides, folds, and answers with the types of what happened or the refusal. */
function meeting(): {
  state: RoomsState;
  run: (actor: Actor, type: string, input: object) => readonly string[] | string;
} {
  const state = initial();
  let seq = 0;
  const run = (actor: Actor, type: string, input: object): readonly string[] | string => {
    const context: DecideContext = {
      now: ++seq,
      actor,
      facts: factsWith({ documentOf: (id) => (id === 'plan' || id === 'budget' ? { pageCount: 3 } : null) }),
      newId: uuidV7,
      prepared,
    };
    const decision = roomsLive.decide(state, { type, input }, context);
    if (!decision.ok) return decision.error.code;
    for (const event of decision.value.events)
      roomsLive.evolve(state, { seq, at: seq, actor: 'system:test', type: event.type, payload: event.payload });
    return decision.value.events.map((event) => event.type.slice('rooms.'.length));
  };
  return { state, run };
}

const enter = { deviceId: 'device-one', mode: 'video', consentVersion: '1' };
const media = (actor: { userId: string }, kind: string, at = 1, more: object = {}) => ({
  kind,
  userId: actor.userId,
  deviceId: 'device-one',
  at,
  ...more,
});

test('R7 nobody enters without having agreed to a version of the consent', () => {
  const input = commands['rooms.enterRoom'].input;
  expect(input.safeParse(enter).success).toBe(true);
  expect(input.safeParse({ ...enter, consentVersion: '' }).success).toBe(false);
});

test('R8 presence runs from entering to leaving, and an old device cannot end the new one', () => {
  const { state, run } = meeting();
  expect(run(member, 'rooms.enterRoom', enter)).toEqual(['personEntered']);
  expect(run(member, 'rooms.enterRoom', enter)).toEqual([]);
  expect(run(member, 'rooms.enterRoom', { ...enter, deviceId: 'device-two' })).toEqual(['personEntered']);
  expect(run(member, 'rooms.leaveRoom', { deviceId: 'device-one' })).toEqual([]);
  expect(run(member, 'rooms.reportMode', { deviceId: 'device-one', mode: 'audio' })).toBe('rooms.notEntered');
  expect(run(member, 'rooms.reportMode', { deviceId: 'device-two', mode: 'audio' })).toEqual(['modeChanged']);
  expect(run(system, 'rooms.recordConnectionLost', { userId: member.userId })).toEqual(['personLeft']);
  expect(run(system, 'rooms.recordConnectionLost', { userId: member.userId })).toEqual([]);
  expect(state.people).toEqual({});
});

test('R6 the removed stay out, nobody removes themselves or anyone twice', () => {
  const { run } = meeting();
  const input = { userId: member.userId, reason: 'noise' };
  run(member, 'rooms.enterRoom', enter);
  expect(run(member, 'rooms.removePerson', input)).toBe('rooms.notYourself');
  expect(run(chair, 'rooms.removePerson', input)).toEqual(['personLeft', 'personRemoved']);
  expect(run(chair, 'rooms.removePerson', input)).toBe('rooms.alreadyRemoved');
  expect(run(member, 'rooms.enterRoom', enter)).toBe('rooms.removed');
});

test('R9 repeated and late webhooks change nothing, and an interval never ends before it began', () => {
  const { run } = meeting();
  expect(run(system, 'rooms.recordMedia', media(member, 'left'))).toEqual([]);
  expect(run(system, 'rooms.recordMedia', media(member, 'joined', 5))).toEqual(['mediaJoined']);
  expect(run(system, 'rooms.recordMedia', media(member, 'joined', 6))).toEqual([]);
  expect(run(system, 'rooms.recordMedia', media(member, 'unpublished', 6, { trackId: 'TR_9' }))).toEqual([]);
  expect(run(system, 'rooms.recordMedia', media(member, 'left', 4))).toEqual(['mediaLeft']);
});

test('R1 only the technician’s picture puts the venue on air; leaving takes it off', () => {
  const { state, run } = meeting();
  const camera = (actor: { userId: string }, trackId: string, source = 'camera') =>
    media(actor, 'published', 1, { trackId, source });
  expect(run(system, 'rooms.recordMedia', camera(chair, 'TR_1'))).toEqual(['trackPublished']);
  expect(run(system, 'rooms.recordMedia', camera(technician, 'TR_2', 'microphone'))).toEqual(['trackPublished']);
  expect(run(system, 'rooms.recordMedia', camera(technician, 'TR_3'))).toEqual(['trackPublished', 'venueOnAir']);
  expect(run(system, 'rooms.recordMedia', camera(technician, 'TR_3'))).toEqual([]);
  run(system, 'rooms.recordMedia', media(technician, 'left', 2));
  expect(state.isVenueOnAir).toBe(false);
  expect(Object.keys(state.tracks)).toEqual(['TR_1']);
});

test('R19 only a document of the meeting and a page it has are put on the stage, and each is gone on with where it was left', () => {
  const { state, run } = meeting();
  const turn = (documentId: string, page: number | null) =>
    run(chair, 'rooms.switchStage', { layout: 'document', documentId, page });
  expect(turn('plan', 2)).toEqual(['stageSwitched']);
  expect(turn('plan', 4)).toBe('rooms.pageUnknown');
  expect(turn('nothing', 1)).toBe('rooms.documentUnknown');
  expect(turn('budget', null)).toEqual(['stageSwitched']);
  expect(run(chair, 'rooms.switchStage', { layout: 'venue', documentId: 'plan', page: 2 })).toEqual(['stageSwitched']);
  expect(state.stage).toMatchObject({ layout: 'venue', documentId: null, page: null });
  expect(state.pages).toEqual([
    { documentId: 'plan', page: 2 },
    { documentId: 'budget', page: 1 },
  ]);
});

test('R13 the state of the media server is recorded when it changes', () => {
  const { run } = meeting();
  expect(run(system, 'rooms.recordMediaState', { isAvailable: true })).toEqual([]);
  expect(run(system, 'rooms.recordMediaState', { isAvailable: false })).toEqual(['mediaStateChanged']);
});
