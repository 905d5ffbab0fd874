import { ordinal } from '#app/_lib/format.ts';
import type { AgendaItemPlan } from '#server/modules/meetings/contract.ts';

/** The agenda is a list in reading order in which an item's parts follow it; these keep it so (M4). */
export type Items = readonly AgendaItemPlan[];

export const deepestLevel = 3;

const indexOf = (items: Items, itemId: string): number => items.findIndex((item) => item.itemId === itemId);

/** 1 for an item of the top level, up to `deepestLevel`. */
export function levelOf(items: Items, itemId: string): number {
  let level = 0;
  for (let at: string | null = itemId; at !== null; level++) {
    const here: string = at;
    at = items.find((item) => item.itemId === here)?.parentId ?? null;
  }
  return level;
}

/** How many entries an item takes together with its parts and theirs. */
function sizeOf(items: Items, index: number): number {
  const family = new Set<string>([items[index]?.itemId ?? '']);
  let end = index + 1;
  for (; end < items.length; end++) {
    const { itemId = '', parentId = null } = items[end] ?? {};
    if (parentId === null || !family.has(parentId)) break;
    family.add(itemId);
  }
  return end - index;
}

const heightOf = (items: Items, index: number): number => {
  const part = items.slice(index, index + sizeOf(items, index));
  const base = levelOf(items, part[0]?.itemId ?? '');
  return Math.max(...part.map(({ itemId }) => levelOf(items, itemId))) - base + 1;
};

/** Items with the same parent, in order. */
const siblings = (items: Items, parentId: string | null): Items => items.filter((item) => item.parentId === parentId);

function cut(items: Items, itemId: string): { part: Items; rest: Items } {
  const index = indexOf(items, itemId);
  const size = sizeOf(items, index);
  return { part: items.slice(index, index + size), rest: [...items.slice(0, index), ...items.slice(index + size)] };
}

/** Takes an item with its parts out and puts it before or after another one, as that one's equal; null when it cannot stand there. */
export function place(items: Items, itemId: string, side: 'before' | 'after', targetId: string): Items | null {
  const { part, rest } = cut(items, itemId);
  const target = rest.find((item) => item.itemId === targetId);
  const [head, ...tail] = part;
  if (!target || !head) return null;
  if (levelOf(items, targetId) + heightOf(items, indexOf(items, itemId)) - 1 > deepestLevel) return null;
  const at = indexOf(rest, targetId) + (side === 'after' ? sizeOf(rest, indexOf(rest, targetId)) : 0);
  return [...rest.slice(0, at), { ...head, parentId: target.parentId }, ...tail, ...rest.slice(at)];
}

/** Among its equals, one place up or down; null at the end of the row. */
export function move(items: Items, itemId: string, direction: 'up' | 'down'): Items | null {
  const item = items.find((one) => one.itemId === itemId);
  const row = siblings(items, item?.parentId ?? null);
  const neighbour = row[indexOf(row, itemId) + (direction === 'up' ? -1 : 1)];
  return item && neighbour ? place(items, itemId, direction === 'up' ? 'before' : 'after', neighbour.itemId) : null;
}

/** Makes an item the last part of the one before it; null where none stands before it or it would be too deep. */
export function indent(items: Items, itemId: string): Items | null {
  const index = indexOf(items, itemId);
  const item = items[index];
  const row = siblings(items, item?.parentId ?? null);
  const parent = row[indexOf(row, itemId) - 1];
  if (!item || !parent || levelOf(items, itemId) + heightOf(items, index) > deepestLevel) return null;
  return items.map((one) => (one.itemId === itemId ? { ...one, parentId: parent.itemId } : one));
}

/** Makes an item the equal of the one it is a part of, right behind it; null on the top level. */
export function outdent(items: Items, itemId: string): Items | null {
  const parentId = items.find((one) => one.itemId === itemId)?.parentId ?? null;
  return parentId === null ? null : place(items, itemId, 'after', parentId);
}

/** Without an item and its parts. */
export const remove = (items: Items, itemId: string): Items => cut(items, itemId).rest;

/** Items that go when this one goes: itself and its parts. */
export const familyOf = (items: Items, itemId: string): Items => cut(items, itemId).part;

/** Minutes of the whole agenda; an item with parts counts its own minutes too, as the meeting does. */
export const totalMinutes = (items: Items): number => items.reduce((sum, item) => sum + item.plannedMinutes, 0);

/** 一 · （一） · 1, as Chinese papers number; 1 · 1.1 · 1.1.1 in English. */
export function numbersOf(items: Items, locale: string): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  const counts = new Map<string | null, number>();
  for (const { itemId, parentId } of items) {
    const count = (counts.get(parentId) ?? 0) + 1;
    counts.set(parentId, count);
    const above = parentId === null ? '' : `${numbers.get(parentId)}.`;
    const chinese = [ordinal(count, locale), `（${ordinal(count, locale)}）`, String(count)];
    numbers.set(itemId, locale === 'en' ? `${above}${count}` : (chinese[levelOf(items, itemId) - 1] ?? ''));
  }
  return numbers;
}
