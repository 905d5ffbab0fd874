import { describe, expect, it } from 'vitest';
import { Receipt } from '#server/modules/polls/contract.ts';
import {
  forgetReceipt,
  keptReceipt,
  keptReceipts,
  newReceipt,
  receiptFor,
  shownReceipt,
  typedReceipt,
} from './receipts.ts';

describe('receipts', () => {
  it('D25 are made on the device, a hundred bits each, as the contract takes them', () => {
    const made = new Set(Array.from({ length: 1_000 }, () => newReceipt()));
    expect(made.size).toBe(1_000);
    for (const receipt of made) expect(Receipt.safeParse(receipt).success).toBe(true);
    const letters = new Set([...made].flatMap((receipt) => receipt.split('')));
    expect(letters.size).toBe(32);
  });

  it('D25 one per poll and device, whatever tab sends the ballot', () => {
    const first = receiptFor('m1', 'p1', 'One', 5);
    expect(receiptFor('m1', 'p1', 'One', 9)).toBe(first);
    const second = receiptFor('m1', 'p2', 'Two', 9);
    expect(second).not.toBe(first);
    expect(keptReceipts('m1').map(({ title }) => title)).toEqual(['One', 'Two']);
    forgetReceipt('m1', 'p1');
    expect(keptReceipt('m1', 'p1')).toBeNull();
    expect(keptReceipt('m1', 'p2')?.receipt).toBe(second);
    expect(keptReceipts('m2')).toEqual([]);
  });

  it('reads what was typed as it was shown', () => {
    const receipt = newReceipt();
    expect(shownReceipt(receipt)).toMatch(/^(\w{4}-){4}\w{4}$/);
    expect(typedReceipt(` ${shownReceipt(receipt).toLowerCase()} `)).toBe(receipt);
  });
});
