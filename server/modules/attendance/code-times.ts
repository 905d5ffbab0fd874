/** How long one code of the hall screen stands. */
export const hallSlotMs = 30_000;
/** How long a member's own code stands; it is shown at the desk while queueing. */
export const memberSlotMs = 5 * 60_000;

/** A code whose signature is right: when it was made for. */
export interface ReadCode {
  readonly slot: number;
  readonly slotMs: number;
}

export const slotAt = (now: number, slotMs: number): number => Math.floor(now / slotMs);

/** Codes of the slot before and, for clocks that differ, of the next one are taken too (A3). */
export function codeFault(code: ReadCode | null, now: number): 'codeWrong' | 'codeExpired' | null {
  if (!code) return 'codeWrong';
  const current = slotAt(now, code.slotMs);
  if (code.slot > current + 1) return 'codeWrong';
  return code.slot < current - 1 ? 'codeExpired' : null;
}
