/** What the office wants done with a message that holds the word. */
export type WordKind = 'block' | 'review';

const lookAlikes: Readonly<Record<string, string>> = {
  '０': '0',
  '○': '0',
  〇: '0',
  零: '0',
  '①': '1',
  壹: '1',
  '②': '2',
  贰: '2',
  '③': '3',
  叁: '3',
};
// Letters, digits and Han characters count; everything between them is decoration.
const counts = /[\p{L}\p{N}]/u;

/** Folds the disguises of C4 away: compatibility forms, case, zero-width, spaces, punctuation, look-alike digits. */
export function normalise(text: string): string {
  let folded = '';
  for (const raw of text) {
    for (const char of (lookAlikes[raw] ?? raw).normalize('NFKC').toLowerCase()) if (counts.test(char)) folded += char;
  }
  return folded;
}

interface Node {
  readonly next: Map<string, Node>;
  fail: Node | null;
  /** The longest word that ends here, or in the node's failure chain. */
  word: string | null;
}

const newNode = (): Node => ({ next: new Map(), fail: null, word: null });

export interface WordMatcher {
  /** Words of the list that the text holds, as they stand in the list; at most 20. */
  readonly find: (text: string) => { readonly blocked: readonly string[]; readonly review: readonly string[] };
}

/** Aho–Corasick over folded text: one pass however long the list is. */
export function compileWords(words: readonly { readonly word: string; readonly kind: WordKind }[]): WordMatcher {
  const root = newNode();
  const original = new Map<string, { word: string; kind: WordKind }>();
  for (const { word, kind } of words) {
    const folded = normalise(word);
    if (folded === '') continue;
    // A word that is in both lists is blocked.
    if (original.get(folded)?.kind !== 'block') original.set(folded, { word, kind });
    let node = root;
    for (const char of folded) {
      let child = node.next.get(char);
      if (!child) {
        child = newNode();
        node.next.set(char, child);
      }
      node = child;
    }
    node.word = folded;
  }
  linkFailures(root);
  return { find: (text) => search(root, original, text) };
}

function linkFailures(root: Node): void {
  const queue: Node[] = [];
  for (const child of root.next.values()) {
    child.fail = root;
    queue.push(child);
  }
  for (let node = queue.shift(); node; node = queue.shift()) {
    for (const [char, child] of node.next) {
      let fail: Node | null = node.fail;
      while (fail && !fail.next.has(char)) fail = fail.fail;
      child.fail = fail?.next.get(char) ?? root;
      queue.push(child);
    }
  }
}

function search(root: Node, original: ReadonlyMap<string, { word: string; kind: WordKind }>, text: string) {
  const found = new Set<string>();
  let node = root;
  for (const char of normalise(text)) {
    while (node !== root && !node.next.has(char)) node = node.fail ?? root;
    node = node.next.get(char) ?? root;
    for (let at: Node | null = node; at && at !== root; at = at.fail) if (at.word !== null) found.add(at.word);
  }
  const blocked: string[] = [];
  const review: string[] = [];
  for (const folded of found) {
    const entry = original.get(folded);
    if (entry) (entry.kind === 'block' ? blocked : review).push(entry.word);
  }
  return { blocked: blocked.slice(0, 20), review: review.slice(0, 20) };
}
