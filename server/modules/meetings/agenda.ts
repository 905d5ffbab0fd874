import { type Violation, violation } from '#server/kernel/errors.ts';
import type { AgendaItemPlan } from './contract.ts';
import type { AgendaItem } from './state.ts';

const deepest = 3;

/** Checks a new agenda against the rules of its own (M4) and against what already happened (M5). */
export function checkAgenda(items: readonly AgendaItemPlan[], before: readonly AgendaItem[]): Violation | null {
  const depths = new Map<string, number>();
  for (const item of items) {
    if (depths.has(item.itemId)) return violation('invalid_input', 'meetings.itemTwice', { title: item.title });
    const parentDepth = item.parentId === null ? 0 : depths.get(item.parentId);
    if (parentDepth === undefined) return violation('invalid_input', 'meetings.parentUnknown', { title: item.title });
    if (parentDepth + 1 > deepest) return violation('invalid_input', 'meetings.agendaTooDeep', { title: item.title });
    depths.set(item.itemId, parentDepth + 1);
  }
  const happened = before.filter((item) => item.state !== 'pending');
  for (const old of happened) {
    const now = items.find((item) => item.itemId === old.itemId);
    if (!now) return violation('invalid_state', 'meetings.itemHappened', { title: old.title });
    // What ran in the open cannot be closed afterwards, nor the other way round: people were let in by it.
    if (now.visibility !== old.visibility)
      return violation('invalid_state', 'meetings.visibilityHappened', { title: old.title });
  }
  return null;
}
