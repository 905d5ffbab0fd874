import type { KeyPress } from '#app/_lib/use-keys.ts';

/** Everything a key of the chair's page may do. */
export type ChairAct =
  | 'next'
  | 'pause'
  | 'extend'
  | 'end'
  | 'down'
  | 'up'
  | 'moveDown'
  | 'moveUp'
  | 'grant'
  | 'nextItem'
  | 'add'
  | 'list'
  | 'vote'
  | 'votes'
  | 'questions'
  | 'publish'
  | 'decline'
  | 'toFloor'
  | 'talk'
  | 'venue'
  | 'speaker'
  | 'sideBySide'
  | 'document'
  | 'voteStage'
  | 'gallery'
  | 'pageUp'
  | 'pageDown'
  | 'blank'
  | 'help';

export type KeyGroup = 'floor' | 'queue' | 'meeting' | 'out';

/** One line of the key bar and the help sheet; the handler reads the same lines, so that they cannot differ. */
export interface KeyLine {
  /** Text under `chair.keys.<name>`. */
  readonly name: string;
  readonly group: KeyGroup;
  /** Whether it stands in the bar at the foot, while it does something. */
  readonly isInBar?: boolean;
  /** Caps as they are drawn, with a key between them if it is held along. */
  readonly caps: readonly string[];
  /** Drawn between the caps. */
  readonly joint?: '–';
  /** What each key does, by `KeyboardEvent.key` in lower case; `shift+` before it if that is held. */
  readonly acts: Readonly<Record<string, ChairAct>>;
}

export const keymap: readonly KeyLine[] = [
  { name: 'next', group: 'floor', isInBar: true, caps: ['space'], acts: { ' ': 'next' } },
  { name: 'pause', group: 'floor', isInBar: true, caps: ['P'], acts: { p: 'pause' } },
  { name: 'extend', group: 'floor', isInBar: true, caps: ['E'], acts: { e: 'extend' } },
  { name: 'end', group: 'floor', isInBar: true, caps: ['X'], acts: { x: 'end' } },
  {
    name: 'select',
    group: 'queue',
    isInBar: true,
    caps: ['J', 'K'],
    acts: { j: 'down', k: 'up', arrowdown: 'down', arrowup: 'up' },
  },
  {
    name: 'move',
    group: 'queue',
    isInBar: true,
    caps: ['Shift', '↑', '↓'],
    acts: { 'shift+arrowdown': 'moveDown', 'shift+arrowup': 'moveUp' },
  },
  { name: 'grant', group: 'queue', caps: ['Enter'], acts: { enter: 'grant' } },
  { name: 'add', group: 'queue', caps: ['A'], acts: { a: 'add' } },
  { name: 'list', group: 'queue', caps: ['L'], acts: { l: 'list' } },
  { name: 'nextItem', group: 'meeting', isInBar: true, caps: ['N'], acts: { n: 'nextItem' } },
  { name: 'vote', group: 'meeting', isInBar: true, caps: ['V'], acts: { v: 'vote' } },
  { name: 'votes', group: 'meeting', caps: ['B'], acts: { b: 'votes' } },
  { name: 'talk', group: 'meeting', caps: ['C'], acts: { c: 'talk' } },
  {
    name: 'stage',
    group: 'out',
    caps: ['1', '6'],
    joint: '–',
    acts: { '1': 'venue', '2': 'speaker', '3': 'sideBySide', '4': 'document', '5': 'voteStage', '6': 'gallery' },
  },
  { name: 'pages', group: 'out', caps: ['PageUp', 'PageDown'], acts: { pageup: 'pageUp', pagedown: 'pageDown' } },
  { name: 'blank', group: 'out', caps: ['0'], acts: { '0': 'blank' } },
  { name: 'questions', group: 'out', caps: ['Q'], acts: { q: 'questions' } },
  { name: 'publish', group: 'out', caps: ['D'], acts: { d: 'publish' } },
  { name: 'decline', group: 'out', caps: ['R'], acts: { r: 'decline' } },
  { name: 'toFloor', group: 'out', caps: ['T'], acts: { t: 'toFloor' } },
  { name: 'help', group: 'meeting', isInBar: true, caps: ['?'], acts: { '?': 'help' } },
];

const acts: ReadonlyMap<string, ChairAct> = new Map(keymap.flatMap((line) => Object.entries(line.acts)));
/** May be held down; everything else happens once per press. */
const repeatable: ReadonlySet<ChairAct> = new Set(['down', 'up']);

/** What a press asks for. Shift counts with arrows only: capitals and the question mark are made with it. */
export function actOf({ key, shiftKey, ctrlKey, altKey, metaKey, repeat }: KeyPress): ChairAct | null {
  if (ctrlKey || altKey || metaKey) return null;
  const name = key.toLowerCase();
  const act = acts.get(shiftKey && name.startsWith('arrow') ? `shift+${name}` : name);
  return act === undefined || (repeat && !repeatable.has(act)) ? null : act;
}
