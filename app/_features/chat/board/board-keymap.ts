import type { KeyPress } from '#app/_lib/use-keys.ts';

/** Everything a key of the questions' board may do. */
export type BoardAct =
  | 'down'
  | 'up'
  | 'publish'
  | 'decline'
  | 'toFloor'
  | 'answer'
  | 'screen'
  | 'merge'
  | 'split'
  | 'opinion'
  | 'delete'
  | 'undo'
  | 'pending'
  | 'published'
  | 'declined'
  | 'rules'
  | 'help';

/** One line of the help sheet; the words stand under `chat.board.keys.<name>`. The keys of what the chair's page has too are the same there. */
export interface BoardKey {
  readonly name: BoardAct;
  readonly caps: readonly string[];
  readonly keys: readonly string[];
}

export const boardKeymap: readonly BoardKey[] = [
  { name: 'down', caps: ['J', '↓'], keys: ['j', 'arrowdown'] },
  { name: 'up', caps: ['K', '↑'], keys: ['k', 'arrowup'] },
  { name: 'publish', caps: ['D'], keys: ['d'] },
  { name: 'decline', caps: ['R'], keys: ['r'] },
  { name: 'toFloor', caps: ['T'], keys: ['t'] },
  { name: 'answer', caps: ['A'], keys: ['a'] },
  { name: 'screen', caps: ['S'], keys: ['s'] },
  { name: 'merge', caps: ['G'], keys: ['g'] },
  { name: 'split', caps: ['M'], keys: ['m'] },
  { name: 'opinion', caps: ['O'], keys: ['o'] },
  { name: 'delete', caps: ['X'], keys: ['x'] },
  { name: 'undo', caps: ['U'], keys: ['u'] },
  { name: 'pending', caps: ['1'], keys: ['1'] },
  { name: 'published', caps: ['2'], keys: ['2'] },
  { name: 'declined', caps: ['3'], keys: ['3'] },
  { name: 'rules', caps: ['L'], keys: ['l'] },
  { name: 'help', caps: ['?'], keys: ['?'] },
];

const acts: ReadonlyMap<string, BoardAct> = new Map(
  boardKeymap.flatMap(({ name, keys }) => keys.map((key) => [key, name] as const)),
);

/** What a press asks for; only walking through the list may be held down. */
export function boardActOf({ key, ctrlKey, altKey, metaKey, repeat }: KeyPress): BoardAct | null {
  if (ctrlKey || altKey || metaKey) return null;
  const act = acts.get(key.toLowerCase()) ?? null;
  return repeat && act !== 'down' && act !== 'up' ? null : act;
}
