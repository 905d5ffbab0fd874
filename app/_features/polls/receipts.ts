/** A receipt as this device keeps it. The choice is not kept: whoever opens the device must not read it off (D25). */
export interface KeptReceipt {
  readonly pollId: string;
  readonly receipt: string;
  readonly title: string;
  readonly at: number;
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const length = 20;

/** A code of a hundred random bits, made on this device; the server never makes one (D25). */
export function newReceipt(
  random: (bytes: Uint8Array) => Uint8Array = (bytes) => crypto.getRandomValues(bytes),
): string {
  return [...random(new Uint8Array(length))].map((byte) => letters[byte % letters.length]).join('');
}

/** As people copy and compare it: groups of four. */
export const shownReceipt = (receipt: string): string => receipt.replace(/(.{4})(?=.)/g, '$1-');

/** What somebody typed, without the dashes and spaces of how it is shown. */
export const typedReceipt = (text: string): string => text.toUpperCase().replace(/[^A-Z2-7]/g, '');

const keyOf = (meetingId: string): string => `hub.receipts.${meetingId}`;
/** Where storage is forbidden the receipts live as long as the page. */
const ofPage = new Map<string, string>();

function read(key: string): string | null {
  try {
    return localStorage.getItem(key) ?? ofPage.get(key) ?? null;
  } catch {
    return ofPage.get(key) ?? null;
  }
}

function write(key: string, value: string): void {
  ofPage.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // Nothing to do: see above.
  }
}

export function keptReceipts(meetingId: string): readonly KeptReceipt[] {
  try {
    const kept: unknown = JSON.parse(read(keyOf(meetingId)) ?? '[]');
    return Array.isArray(kept) ? (kept as KeptReceipt[]) : [];
  } catch {
    return [];
  }
}

export const keptReceipt = (meetingId: string, pollId: string): KeptReceipt | null =>
  keptReceipts(meetingId).find((one) => one.pollId === pollId) ?? null;

/**
 * The receipt of this device for a poll, kept before the ballot goes out: a second tab or a repeated ballot has the same one,
 * so whichever is counted is the one that is kept.
 */
export function receiptFor(meetingId: string, pollId: string, title: string, at: number): string {
  const known = keptReceipt(meetingId, pollId);
  if (known) return known.receipt;
  const receipt = newReceipt();
  write(keyOf(meetingId), JSON.stringify([...keptReceipts(meetingId), { pollId, receipt, title, at }]));
  return receipt;
}

export function forgetReceipt(meetingId: string, pollId: string): void {
  const others = keptReceipts(meetingId).filter((one) => one.pollId !== pollId);
  write(keyOf(meetingId), JSON.stringify(others));
}
