import { expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import {
  type DecideContext,
  fold,
  initialState,
  type LiveModule,
  type LogEvent,
  noFacts,
  type PersonFacts,
} from '#server/kernel/live.ts';
import { ConsentWording, commands } from './contract.ts';
import { consentsLive, hasWithdrawn } from './domain.ts';

const modules = new Map([['consents', consentsLive as LiveModule]]);
const ann: Actor = { kind: 'user', userId: 'ann' as UserId, role: 'member', sessionId: 's', name: 'Ann' };
const clerk: Actor = { ...ann, userId: 'clerk' as UserId };
const person = { userId: 'ann', name: 'Ann', roles: ['member'] } as unknown as PersonFacts;

function meeting() {
  const state = initialState(modules.values());
  let seq = 0;
  const ctx = (actor: Actor, prepared: unknown): DecideContext => ({
    now: 1_000,
    actor,
    facts: { ...noFacts, meetingId: 'm' as never, personOf: (userId) => (userId === 'ann' ? person : null) },
    newId: () => 'id',
    prepared,
  });
  const send = (actor: Actor, type: string, input: object = {}, prepared: unknown = '2') => {
    const context = ctx(actor, prepared);
    const veto = consentsLive.veto?.(state['consents'] as never, { type, input }, context);
    if (veto) return veto.code;
    if (!type.startsWith('consents.')) return 'passed';
    const decided = consentsLive.decide(state['consents'] as never, { type, input }, context);
    if (!decided.ok) return decided.error.code;
    const events = decided.value.events.map(
      (event): LogEvent => ({ seq: ++seq, at: 1_000 + seq, actor: `user:x`, ...event, payload: { ...event.payload } }),
    );
    fold(modules, state, events);
    return events.map(({ type: happened }) => happened);
  };
  return { state, send };
}

test('K4 whoever withdraws is withdrawn until they agree anew; withdrawing twice is one withdrawal', () => {
  const { state, send } = meeting();
  expect(hasWithdrawn(state, 'ann')).toBe(false);
  expect(send(ann, 'consents.withdrawConsent')).toEqual(['consents.consentWithdrawn']);
  expect(hasWithdrawn(state, 'ann')).toBe(true);
  expect(send(ann, 'consents.withdrawConsent')).toEqual([]);
  expect(send(ann, 'consents.renewConsent', { version: '1' })).toBe('consents.outdated');
  expect(hasWithdrawn(state, 'ann')).toBe(true);
  expect(send(ann, 'consents.renewConsent', { version: '2' })).toEqual(['consents.consentRenewed']);
  expect(hasWithdrawn(state, 'ann')).toBe(false);
  expect(send(ann, 'consents.renewConsent', { version: '2' })).toEqual([]);
});

test('K4 clerk and office record a withdrawal with its reason, for people of the meeting, once', () => {
  const { state, send } = meeting();
  const input = { userId: 'ann', reason: 'by letter' };
  expect(send(clerk, 'consents.recordWithdrawal', { ...input, userId: 'stranger' })).toBe('consents.noPlace');
  expect(send(clerk, 'consents.recordWithdrawal', input)).toEqual([
    'consents.consentWithdrawn',
    'consents.withdrawalNoted',
  ]);
  expect(hasWithdrawn(state, 'ann')).toBe(true);
  expect(send(clerk, 'consents.recordWithdrawal', input)).toBe('consents.alreadyWithdrawn');
});

test('K5 whoever withdrew neither asks for the floor nor is called or put on the list', () => {
  const { send } = meeting();
  const asks = () => [
    send(ann, 'speaking.requestToSpeak', { kind: 'speech' }),
    send(clerk, 'speaking.callSpeaker', { userId: 'ann' }),
    send(clerk, 'speaking.addEntry', { userId: 'ann' }),
    send(clerk, 'speaking.addEntry', { userId: 'bea' }),
  ];
  expect(asks()).toEqual(['passed', 'passed', 'passed', 'passed']);
  send(ann, 'consents.withdrawConsent');
  expect(asks()).toEqual(['consents.youWithdrew', 'consents.personWithdrew', 'consents.personWithdrew', 'passed']);
});

test('K1 a text says both languages, each a line and the whole', () => {
  const wording = { line: 'I agree to be recorded.', text: 'What is recorded, who sees it, how long it is kept.' };
  expect(ConsentWording.safeParse({ zh: wording, en: wording }).success).toBe(true);
  expect(ConsentWording.safeParse({ zh: wording, en: { ...wording, text: '' } }).success).toBe(false);
  expect(commands['consents.renewConsent'].input.safeParse({ version: '0' }).success).toBe(false);
});
