import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import type { InstantMs } from '#server/kernel/clock.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import {
  type DecideContext,
  type Decision,
  type LiveFacts,
  type LiveState,
  type NewEvent,
  noFacts,
  type PolicyRow,
} from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ModuleRegistry } from './registry.ts';
import type { Submission } from './sequencer.ts';

/** Consequences may have consequences of their own; more rounds than this is a loop. */
const deepestReaction = 8;

/** What the modules tell of the meeting, as it concerns `actor`. */
export function factsFor(modules: ModuleRegistry, state: LiveState, meetingId: MeetingId, actor: Actor): LiveFacts {
  const facts: LiveFacts = { ...noFacts, meetingId };
  for (const { live } of modules.all) {
    if (live.facts) Object.assign(facts, live.facts(state[live.context], actor));
  }
  return facts;
}

/**
 * The policy's answer: whether one of the actor's roles is in the row, then whether the phase is. A meeting for members
 * only has no public: people without a place in it, and those who were removed, are nobody there.
 */
export function permit(row: PolicyRow, actor: Actor, facts: LiveFacts): Violation | null {
  const placed = facts.isPublic ? facts.roles : facts.roles.filter((role) => role !== 'public');
  const roles: readonly (MeetingRole | 'system')[] = actor.kind === 'system' ? ['system'] : placed;
  if (!row.roles.some((role) => roles.includes(role))) return violation('forbidden', 'forbidden');
  if (!row.phases.includes(facts.phase)) return violation('invalid_state', 'wrongPhase', { phase: facts.phase });
  return null;
}

/** Policy, vetoes, decision and consequences of one command on the present state; changes nothing. */
export function decideCommand(
  modules: ModuleRegistry,
  state: LiveState,
  meetingId: MeetingId,
  at: number,
  submission: Submission,
): Result<Decision, Violation> {
  const { command, actor, prepared } = submission;
  const known = modules.command(command.type);
  if (!known) return err(violation('invalid_input', 'invalid_input'));
  const facts = factsFor(modules, state, meetingId, actor);
  const refused = permit(known.row, actor, facts);
  if (refused) return err(refused);
  const ctx: DecideContext = { now: at, actor, facts, newId: () => uuidV7(at), prepared };
  for (const { live } of modules.all) {
    const veto = live.veto?.(state[live.context], command, ctx);
    if (veto) return err(veto);
  }
  const { live } = known.module;
  const decision = live.decide(state[live.context], command, ctx);
  if (!decision.ok) return decision;
  const events = withReactions(modules, state, ctx, decision.value.events);
  for (const event of events) modules.event(event.type).definition.payload.parse(event.payload);
  return ok({ events, output: decision.value.output, sealed: decision.value.sealed });
}

/** What the modules tell once at the end of a batch, by context. */
export function conclusions(
  modules: ModuleRegistry,
  state: LiveState,
  meetingId: MeetingId,
  now: InstantMs,
): readonly { context: string; event: NewEvent }[] {
  return modules.all.flatMap(({ live }) => {
    const facts = (): LiveFacts => factsFor(modules, state, meetingId, { kind: 'system', service: live.context });
    const events = live.conclude?.(state[live.context], facts, now) ?? [];
    for (const event of events) modules.event(event.type).definition.payload.parse(event.payload);
    return events.map((event) => ({ context: live.context, event }));
  });
}

function withReactions(
  modules: ModuleRegistry,
  state: LiveState,
  ctx: DecideContext,
  events: readonly NewEvent[],
): readonly NewEvent[] {
  const all = [...events];
  let fresh: readonly NewEvent[] = events;
  for (let depth = 0; fresh.length > 0; depth++) {
    if (depth > deepestReaction) throw new Error(`reactions to ${events[0]?.type ?? 'nothing'} do not end`);
    fresh = fresh.flatMap((event) =>
      modules.all.flatMap(({ live }) => live.react?.(state[live.context], event, ctx) ?? []),
    );
    all.push(...fresh);
  }
  return all;
}
