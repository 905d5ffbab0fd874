import { describe, expect, it } from 'vitest';
import type { MeetingId } from '#server/kernel/ids.ts';
import { goneAfterMs, PageFollowers } from './page-followers.ts';

const one = 'one' as MeetingId;
const other = 'other' as MeetingId;

describe('followers by pages', () => {
  it('L15 are counted once each, by meeting, until they fall silent', () => {
    let now = 0;
    const followers = new PageFollowers(() => now);
    for (const id of ['a', 'b', 'a']) followers.note(one, id);
    followers.note(other, 'a');
    expect([followers.count(one), followers.count(other)]).toEqual([2, 1]);
    now = goneAfterMs / 2;
    followers.note(one, 'a');
    now = goneAfterMs;
    expect([followers.count(one), followers.count(other)]).toEqual([1, 0]);
    followers.note(one, 'b');
    expect(followers.count(one)).toBe(2);
    now = 3 * goneAfterMs;
    expect(followers.count(one)).toBe(0);
  });
});
