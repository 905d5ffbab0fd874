import type { DecideContext, LiveCommand } from '#server/kernel/live.ts';
import { asSpeaker, type Decided, done, event, personOf, refuse, stale, targetItem } from './deciding.ts';
import { emptyList, listKey, type SpeakingState } from './state.ts';

/** Commands on what one item's list has of its own: settings and budgets (D4, D10, D12, D14). */
function decideList(state: SpeakingState, command: LiveCommand, ctx: DecideContext): Decided | null {
  const { basedOn, ...input } = command.input as { itemId: string | null; basedOn: number; byMs: number };
  const item = targetItem(ctx, input.itemId);
  if (!item.ok) return item;
  const list = state.lists[listKey(input.itemId)] ?? emptyList;
  if (list.version !== basedOn) return stale;
  switch (command.type) {
    case 'speaking.setList':
      return done([event('listSet', input)]);
    case 'speaking.setBudget':
      return done([event('budgetSet', input)]);
    case 'speaking.raiseBudgets':
      if (Object.keys(list.sectorBudgets).length === 0) return refuse('invalid_state', 'noBudgets');
      return done([event('budgetsRaised', input)]);
    default:
      return null;
  }
}

function addWritten(
  ctx: DecideContext,
  input: { userId: string; itemId?: string | null; title: string; documentId: string | null },
): Decided {
  const person = personOf(ctx, input.userId);
  if (!person.ok) return person;
  const item = targetItem(ctx, input.itemId);
  if (!item.ok) return item;
  const writtenId = ctx.newId();
  const { title, documentId } = input;
  const speaker = asSpeaker(person.value);
  return done([event('writtenSpeechAdded', { writtenId, itemId: item.value, speaker, title, documentId })], {
    writtenId,
  });
}

/** Commands that touch neither queue nor floor directly. */
export function decideSettings(state: SpeakingState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'speaking.setList':
    case 'speaking.setBudget':
    case 'speaking.raiseBudgets':
      return decideList(state, command, ctx);
    case 'speaking.setSettings': {
      const { basedOn, ...change } = command.input as { basedOn: number };
      return basedOn === state.settingsVersion ? done([event('settingsSet', change)]) : stale;
    }
    case 'speaking.setEligible': {
      const input = command.input as { userId: string; isEligible: boolean | null };
      const person = personOf(ctx, input.userId);
      return person.ok ? done([event('eligibilitySet', input)]) : person;
    }
    case 'speaking.addWrittenSpeech':
      return addWritten(ctx, command.input as Parameters<typeof addWritten>[1]);
    case 'speaking.removeWrittenSpeech': {
      const input = command.input as { writtenId: string };
      const isKnown = state.written.some(({ writtenId }) => writtenId === input.writtenId);
      return isKnown ? done([event('writtenSpeechRemoved', input)]) : stale;
    }
    default:
      return null;
  }
}
