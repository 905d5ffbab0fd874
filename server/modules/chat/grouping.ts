import type { Terms } from './contract.ts';
import { normalise } from './words.ts';

/** Least share of the shorter text's weight, and least share of both texts' weight, that near-duplicates have in common. */
const leastOfShorter = 0.8;
const leastOfBoth = 0.5;

/** Something that may be near to a new question. */
export interface Comparable {
  readonly messageId: string;
  readonly text: string | null;
  readonly groupId: string | null;
  readonly terms: Terms | null;
}

const weightOf = ({ words }: Terms): number => Object.values(words).reduce((sum, weight) => sum + weight, 0);
const isSameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/**
 * How near two questions are, from 0 to 1: the weight of their common words by the weight of both (Dice). 0 when the shorter
 * one has too much of its own, when their numbers differ, or when one of them alone says no (C15).
 */
export function nearness(a: Terms, b: Terms): number {
  if (a.isNegated !== b.isNegated || !isSameSet(a.numbers, b.numbers)) return 0;
  let shared = 0;
  let words = 0;
  for (const [word, weight] of Object.entries(a.words)) {
    const other = b.words[word];
    if (other === undefined) continue;
    shared += Math.min(weight, other);
    words++;
  }
  const [left, right] = [weightOf(a), weightOf(b)];
  if (words < 2 || shared < leastOfShorter * Math.min(left, right)) return 0;
  const ofBoth = (2 * shared) / (left + right);
  return ofBoth >= leastOfBoth ? ofBoth : 0;
}

/** Whether two folded texts share most of their character pairs (Dice's coefficient of at least 0.8). */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length < 4 || b.length < 4 || Math.abs(a.length - b.length) > Math.max(a.length, b.length) / 2) return false;
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
  const [left, right] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared++;
  return (2 * shared) / (left.size + right.size) >= 0.8;
}

const hasWords = (terms: Terms | null): terms is Terms => terms !== null && Object.keys(terms.words).length > 1;

/** The question nearest to a text, if any is near; the older one of equally near. Texts without words are held against each other by character pairs. */
export function nearest<T extends Comparable>(text: string, terms: Terms | null, among: readonly T[]): T | null {
  const folded = normalise(text);
  const isWorded = hasWords(terms);
  let best: T | null = null;
  let most = 0;
  for (const one of among) {
    // What has words is never near to what has none.
    if (one.text === null || hasWords(one.terms) !== isWorded) continue;
    const near = isWorded && one.terms ? nearness(terms, one.terms) : Number(isNear(normalise(one.text), folded));
    if (near <= most) continue;
    best = one;
    most = near;
  }
  return best;
}

/** Questions by group, each joining the nearest before it: what a meeting's board would show of them. */
export function group<T extends { readonly text: string; readonly terms: Terms | null }>(
  questions: readonly T[],
): readonly (readonly T[])[] {
  const placed: (Comparable & { readonly at: number })[] = [];
  const groups = new Map<string, T[]>();
  for (const [at, { text, terms }] of questions.entries()) {
    const groupId = nearest(text, terms, placed)?.groupId ?? String(at);
    placed.push({ messageId: String(at), text, terms, groupId, at });
    groups.set(groupId, [...(groups.get(groupId) ?? []), questions[at] as T]);
  }
  return [...groups.values()];
}
