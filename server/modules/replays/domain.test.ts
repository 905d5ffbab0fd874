import { expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import { type DecideContext, fold, type LiveModule, type LogEvent, noFacts } from '#server/kernel/live.ts';
import { accessOf, type ReplaysState, replaysLive, withheldStretches } from './domain.ts';

const modules = new Map([['replays', replaysLive as LiveModule]]);
const officer: Actor = { kind: 'user', userId: 'o' as UserId, role: 'officer', sessionId: 's', name: 'O' };

function office(isPublic = true) {
  const live = { replays: replaysLive.initial() as unknown };
  let seq = 0;
  const send = (name: string, input: object): unknown => {
    const ctx: DecideContext = {
      now: 1_000,
      actor: officer,
      facts: { ...noFacts, meetingId: 'm' as never, isPublic },
      newId: () => `id-${seq}`,
      prepared: undefined,
    };
    const command = { type: `replays.${name}`, input };
    const decided = replaysLive.decide(live.replays as ReplaysState, command, ctx);
    if (!decided.ok) return decided.error.code;
    const events = decided.value.events.map(
      (event): LogEvent => ({ seq: ++seq, at: 1_000, actor: 'user:o', ...event, payload: { ...event.payload } }),
    );
    fold(modules, live, events);
    return decided.value.output ?? 'done';
  };
  return { send, state: () => live.replays as ReplaysState };
}

const ended = { isPublic: true, phase: 'ended' } as const;
const people = { anyone: ['public'], member: ['member'], officer: ['officer'] } as const;
const seenBy = (state: ReplaysState, facts: object = {}, now = 10_000_000) =>
  Object.fromEntries(
    Object.entries(people).map(([who, roles]) => {
      const access = accessOf(state, { ...ended, ...facts, roles }, 1_000, now);
      return [who, access.kind === 'shown' ? access.audience : access.kind];
    }),
  );

test('P1 nobody sees a replay before the end, and everyone but the office waits for the delay', () => {
  const { send, state } = office();
  const all = (kind: string) => ({ anyone: kind, member: kind, officer: kind });
  expect(seenBy(state(), { phase: 'live' })).toEqual(all('notEnded'));
  send('setReplay', { visibility: null, delayMinutes: 60, basedOn: 0 });
  expect(seenBy(state(), {}, 3_600_999)).toEqual({ ...all('notYet'), officer: 'room' });
  expect(accessOf(state(), { ...ended, roles: ['public'] }, 1_000, 2_000)).toEqual({
    kind: 'notYet',
    until: 3_601_000,
  });
  expect(seenBy(state(), {}, 3_601_000)).toEqual({ anyone: 'public', member: 'room', officer: 'room' });
});

test('P2 P3 the office sets who sees it; unset it is whoever could follow the meeting', () => {
  const { send, state } = office();
  expect(seenBy(state())).toEqual({ anyone: 'public', member: 'room', officer: 'room' });
  expect(seenBy(state(), { isPublic: false })).toEqual({ anyone: 'notShown', member: 'room', officer: 'room' });
  send('setReplay', { visibility: 'members', delayMinutes: 0, basedOn: 0 });
  expect(seenBy(state())).toEqual({ anyone: 'notShown', member: 'room', officer: 'room' });
  send('setReplay', { visibility: 'hidden', delayMinutes: 0, basedOn: 1 });
  expect(seenBy(state())).toEqual({ anyone: 'notShown', member: 'notShown', officer: 'room' });
  expect(send('setReplay', { visibility: 'public', delayMinutes: 0, basedOn: 1 })).toBe('replays.changedMeanwhile');
  const members = office(false);
  expect(members.send('setReplay', { visibility: 'public', delayMinutes: 0, basedOn: 0 })).toBe('replays.membersOnly');
});

test('P4 what was taken down is withheld until it is lifted', () => {
  const { send, state } = office();
  expect(send('takeDown', { from: 5, to: 5, reason: 'x' })).toBe('replays.emptyStretch');
  const { takedownId } = send('takeDown', { from: 100, to: null, reason: 'a complaint' }) as { takedownId: string };
  send('takeDown', { from: 10, to: 20, reason: 'a name' });
  expect(withheldStretches(state(), {}, [])).toEqual([
    { from: 10, to: 20, cause: 'takedown' },
    { from: 100, to: null, cause: 'takedown' },
  ]);
  expect(send('liftTakedown', { takedownId, reason: 'settled' })).toBe('done');
  expect(send('liftTakedown', { takedownId, reason: 'settled' })).toBe('replays.notDown');
  expect(withheldStretches(state(), {}, [])).toEqual([{ from: 10, to: 20, cause: 'takedown' }]);
});

test('P5 K6 turns of whoever withdrew are withheld, from whatever place they spoke, and nobody else’s', () => {
  const turn = (userId: string | null, startedAt: number, endedAt: number | null) => ({
    speaker: userId === null ? null : { userId },
    startedAt,
    endedAt,
  });
  const turns = [turn('ann', 10, 20), turn('bea', 20, 30), turn(null, 30, 40), turn('ann', 40, null)];
  const none = replaysLive.initial();
  expect(withheldStretches(none, {}, turns)).toEqual([]);
  expect(withheldStretches(none, { ann: 99 }, turns)).toEqual([
    { from: 10, to: 20, cause: 'withdrawal' },
    { from: 40, to: null, cause: 'withdrawal' },
  ]);
});

test('P6 a hold stands until it is lifted, once each', () => {
  const { send, state } = office();
  expect(send('setHold', { isHeld: false, reason: 'x' })).toBe('replays.notHeld');
  send('setHold', { isHeld: true, reason: 'a complaint' });
  expect(state().heldFor).toBe('a complaint');
  expect(send('setHold', { isHeld: true, reason: 'x' })).toBe('replays.alreadyHeld');
  send('setHold', { isHeld: false, reason: 'settled' });
  expect(state().heldFor).toBeNull();
});
