import { useState } from 'react';

/** What a person is writing over something that others may change meanwhile. */
export interface Draft<T> {
  readonly value: T;
  /** The revision that was on the page when the writing began. */
  readonly basedOn: number;
  readonly isDirty: boolean;
  /** Somebody else changed it since; saving would be refused. */
  readonly isBehind: boolean;
  readonly change: (value: T) => void;
  /** Gives the draft up for what stands now. */
  readonly adopt: () => void;
  /** What was sent is saved; what was written since then stays a draft. */
  readonly settle: (sent: T) => void;
}

/** Follows the saved value until something is written, then keeps what was written whatever arrives. */
export function useDraft<T>(current: T, revision: number): Draft<T> {
  const [draft, setDraft] = useState({ value: current, basedOn: revision, isDirty: false });
  if (!draft.isDirty && draft.basedOn !== revision) setDraft({ value: current, basedOn: revision, isDirty: false });
  return {
    ...draft,
    isBehind: draft.isDirty && draft.basedOn !== revision,
    change: (value) => setDraft((before) => ({ ...before, value, isDirty: true })),
    adopt: () => setDraft({ value: current, basedOn: revision, isDirty: false }),
    settle: (sent) => setDraft((before) => ({ ...before, isDirty: before.value !== sent })),
  };
}
