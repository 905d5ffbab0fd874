import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { commands, events } from './contract.ts';
import { type ConsentsState, consentsFold } from './evolve.ts';
import { policy } from './policy.ts';

export type { ConsentsState } from './evolve.ts';
export { hasWithdrawn } from './evolve.ts';

type Decided = Result<Decision, Violation>;
const event = (name: string, payload: Readonly<Record<string, unknown>>): NewEvent => ({
  type: `consents.${name}`,
  payload,
});
const refuse = (code: string): Decided => err(violation('invalid_state', code));

function decide(state: ConsentsState, command: LiveCommand, ctx: DecideContext): Decided {
  const own = ctx.actor.kind === 'user' ? ctx.actor.userId : '';
  switch (command.type) {
    case 'consents.withdrawConsent':
      if (state.withdrawn[own] !== undefined) return ok({ events: [] });
      return ok({ events: [event('consentWithdrawn', { userId: own })] });
    case 'consents.renewConsent': {
      const { version } = command.input as { version: string };
      if (version !== ctx.prepared) return err(violation('conflict', 'consents.outdated'));
      if (state.withdrawn[own] === undefined) return ok({ events: [] });
      return ok({ events: [event('consentRenewed', { userId: own, version })] });
    }
    case 'consents.recordWithdrawal': {
      const { userId, reason } = command.input as { userId: string; reason: string };
      if (ctx.facts.personOf(userId) === null) return refuse('consents.noPlace');
      if (state.withdrawn[userId] !== undefined) return refuse('consents.alreadyWithdrawn');
      return ok({ events: [event('consentWithdrawn', { userId }), event('withdrawalNoted', { userId, reason })] });
    }
    default:
      return err(violation('invalid_input', 'invalid_input'));
  }
}

/** Who would be called or put on the list by the command; null when nobody is. */
function speakerOf({ type, input }: LiveCommand, ctx: DecideContext): string | null {
  if (type === 'speaking.requestToSpeak') return ctx.actor.kind === 'user' ? ctx.actor.userId : null;
  if (type !== 'speaking.addEntry' && type !== 'speaking.callSpeaker') return null;
  return (input as { userId?: string }).userId ?? null;
}

export const consentsLive: LiveModule<ConsentsState> = {
  ...consentsFold,
  commands,
  events,
  policy,
  decide,
  /** Who withdrew listens (K5). */
  veto(state, command, ctx) {
    const speaker = speakerOf(command, ctx);
    if (speaker === null || state.withdrawn[speaker] === undefined) return null;
    const isOwn = command.type === 'speaking.requestToSpeak';
    return violation('invalid_state', isOwn ? 'consents.youWithdrew' : 'consents.personWithdrew');
  },
};
