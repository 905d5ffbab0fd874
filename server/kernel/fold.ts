import type { LogEvent } from './live.ts';

/** The part of a module that readers need: no schema, no rule, so that a phone loads little. */
export interface Foldable<S = unknown> {
  readonly context: string;
  /** Raised whenever the slice's shape or what `evolve` makes of an event changes: older snapshots are then not used. */
  readonly version: number;
  readonly initial: () => S;
  /** Folds one of the module's own events. Called with every reader's view, so it must bear missing earlier events. */
  readonly evolve: (state: S, event: LogEvent) => S;
  /** Erases the words of the event `seq` from the slice after a redaction. */
  readonly redact?: (state: S, seq: number) => S;
}

/** State of a meeting: one slice per module context. */
export type LiveState = Record<string, unknown>;

/** Event type of a redaction, folded by the log itself. */
export const redactedType = 'log.redacted';

/** Names the code that folded a state, so that a snapshot of another version is told apart (L13). */
export const foldVersion = (modules: Iterable<Foldable>): string =>
  Array.from(modules, ({ context, version }) => `${context}:${version}`)
    .sort()
    .join(' ');

export const contextOf = (type: string): string => type.slice(0, type.indexOf('.'));

export function initialState(modules: Iterable<Foldable>): LiveState {
  const state: LiveState = {};
  for (const module of modules) state[module.context] = module.initial();
  return state;
}

/** Folds events into a state; the one fold that server, browser, replay and tests use. */
export function fold(modules: ReadonlyMap<string, Foldable>, state: LiveState, events: readonly LogEvent[]): LiveState {
  for (const event of events) {
    if (event.type === redactedType) {
      const seqs = (event.payload as { seqs?: unknown } | null)?.seqs;
      for (const seq of Array.isArray(seqs) ? (seqs as number[]) : []) {
        for (const module of modules.values()) {
          if (module.redact) state[module.context] = module.redact(state[module.context], seq);
        }
      }
      continue;
    }
    const module = modules.get(contextOf(event.type));
    if (module && event.payload !== null) state[module.context] = module.evolve(state[module.context], event);
  }
  return state;
}
