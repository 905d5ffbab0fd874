/** Deeper than any contract; bounds every walk over what came from outside. */
const deepest = 32;

/**
 * Whether Postgres can keep every text inside a JSON value: no NUL character and no half of a surrogate pair, in values
 * and in names, and no nesting beyond reason. Postgres refuses such text for good, and one refused text fails the whole
 * statement it is part of.
 */
export function isStorable(value: unknown): boolean {
  const waiting: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value: one, depth } = next;
    if (typeof one === 'string' && !isStorableText(one)) return false;
    if (typeof one !== 'object' || one === null) continue;
    if (depth === deepest) return false;
    for (const [name, member] of Object.entries(one)) {
      if (!isStorableText(name)) return false;
      waiting.push({ value: member, depth: depth + 1 });
    }
  }
  return true;
}

export const isStorableText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
