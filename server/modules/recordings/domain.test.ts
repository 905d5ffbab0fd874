import { expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { LiveFacts } from '#server/kernel/live.ts';
import { factsWith } from '#tests/support/facts.ts';
import { recordingsLive } from './domain.ts';
import { initial } from './evolve.ts';

const actor: Actor = { kind: 'system', service: 'media' };

/** A meeting with this module alone: what a command brings about, or the refusal. */
function meeting() {
  const state = initial();
  let seq = 0;
  const run = (name: string, input: object, facts: Partial<LiveFacts> = {}): string | readonly string[] => {
    const context = { now: ++seq * 1000, actor, facts: factsWith(facts), newId: uuidV7, prepared: undefined };
    const decision = recordingsLive.decide(state, { type: `recordings.${name}`, input }, context);
    if (!decision.ok) return decision.error.code;
    for (const { type, payload } of decision.value.events)
      recordingsLive.evolve(state, { seq, at: context.now, actor: 'system:media', type, payload });
    return decision.value.events.map(({ type }) => type.slice('recordings.'.length));
  };
  return { state, run };
}

test('G1 a meeting has one programme, which begins while it is live and ends once', () => {
  const { state, run } = meeting();
  const programmeId = uuidV7();
  expect(run('startProgramme', { programmeId }, { phase: 'open' })).toBe('wrongPhase');
  expect(run('startProgramme', { programmeId })).toEqual(['programmeStarted']);
  expect(state.programme).toEqual({ programmeId, startedAt: 2_000, endedAt: null, interrupted: null });
  // A second node that begins hears of the programme there is.
  expect(run('startProgramme', { programmeId: uuidV7() })).toEqual([]);
  expect(state.programme?.programmeId).toBe(programmeId);
  expect(run('endProgramme', { programmeId }, { phase: 'ended' })).toEqual(['programmeEnded']);
  expect(run('endProgramme', { programmeId }, { phase: 'ended' })).toEqual([]);
  expect(state.programme?.endedAt).toBe(4_000);
});

test('G1 an interruption is told once, and so is its end; nothing interrupts what has ended', () => {
  const { state, run } = meeting();
  const programmeId = uuidV7();
  run('startProgramme', { programmeId });
  expect(run('resumeProgramme', { programmeId })).toEqual([]);
  expect(run('interruptProgramme', { programmeId, reason: 'recorder' })).toEqual(['programmeInterrupted']);
  expect(run('interruptProgramme', { programmeId, reason: 'media' })).toEqual([]);
  expect(state.programme?.interrupted).toEqual({ since: 3_000, reason: 'recorder' });
  expect(run('resumeProgramme', { programmeId })).toEqual(['programmeResumed']);
  expect(state.programme?.interrupted).toBeNull();
  expect(run('interruptProgramme', { programmeId: uuidV7(), reason: 'media' })).toBe('not_found');
  run('endProgramme', { programmeId });
  expect(run('interruptProgramme', { programmeId, reason: 'media' })).toEqual([]);
});
