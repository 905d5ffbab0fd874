import { describe, expect, it } from 'vitest';
import type { MeetingId } from '#server/kernel/ids.ts';
import { Admission } from './admission.ts';

const meeting = 'm' as MeetingId;
const viewer = (identity: string, joinedAt = 1n) => ({ identity, joinedAt });

describe('admission of the public', () => {
  it('R40 promises as many places as there are, whoever is quick', () => {
    const admission = new Admission(2, () => 0);
    expect(['a', 'b', 'c'].map((one) => admission.admit(meeting, one))).toEqual([true, true, false]);
    expect(admission.admit('other' as MeetingId, 'c')).toBe(true);
  });

  it('R40 a promise that nobody takes up lapses, one that was taken up counts once', () => {
    let now = 0;
    const admission = new Admission(2, () => now);
    admission.admit(meeting, 'a');
    admission.admit(meeting, 'b');
    expect(admission.settle(meeting, [viewer('a')])).toEqual([]);
    expect(admission.admit(meeting, 'c')).toBe(false);
    now = 20_000;
    expect(admission.admit(meeting, 'c')).toBe(true);
    expect(admission.admit(meeting, 'd')).toBe(false);
  });

  it('R40 who came too late is put out, on every node the same, and a place that is left is free', () => {
    const admission = new Admission(2, () => 0);
    const late = [viewer('d', 3n), viewer('b', 2n), viewer('c', 2n), viewer('a', 1n)];
    expect(admission.settle(meeting, late)).toEqual(['d', 'c']);
    expect(new Admission(2).settle(meeting, late.toReversed())).toEqual(['d', 'c']);
    expect(admission.admit(meeting, 'e')).toBe(false);
    expect(admission.settle(meeting, [viewer('a')])).toEqual([]);
    expect(admission.admit(meeting, 'e')).toBe(true);
  });

  it('R40 a limit of none lets nobody in', () => {
    expect(new Admission(0).admit(meeting, 'a')).toBe(false);
  });
});
