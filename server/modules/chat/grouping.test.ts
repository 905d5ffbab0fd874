import { beforeAll, describe, expect, test } from 'vitest';
import { askedAgain, askedBeside, askedLater } from '#tests/support/asked.ts';
import { group, nearness } from './grouping.ts';
import { cutTerms } from './segmenter.ts';

// Reading the dictionary takes longer on a busy machine than a question may wait for its words.
beforeAll(async () => {
  while (!(await cutTerms('学校什么时候建好？')));
}, 60_000);

const terms = async (text: string) => {
  const found = await cutTerms(text);
  if (!found) throw new Error('the segmenter did not answer');
  return found;
};

describe('grouping of near-duplicates', () => {
  test('C15 what residents ask again and again stands together, and nothing else with it', async () => {
    // One of each list after the other, so that a group must find its questions among all the others.
    const longest = Math.max(...askedAgain.map((list) => list.length));
    const mixed = Array.from({ length: longest }, (_, at) => askedAgain.flatMap((list) => list[at] ?? [])).flat();
    const groups = group(await Promise.all(mixed.map(async (text) => ({ text, terms: await terms(text) }))));
    for (const one of groups) {
      const lists = new Set(one.map(({ text }) => askedAgain.findIndex((list) => list.includes(text))));
      expect([one.map(({ text }) => text), lists.size]).toEqual([expect.anything(), 1]);
    }
    // Of 29 questions in 11 groups one may stand alone that a person would have put to its like.
    expect(groups.length).toBeLessThanOrEqual(askedAgain.length + 1);
  });

  test.each([...askedBeside, ...askedLater])('C15 %s / %s are two questions', async (one, other) => {
    expect(nearness(await terms(one), await terms(other))).toBe(0);
  });

  test('C15 nearness is the same from both sides, and whole with itself', async () => {
    for (const [one = '', other = ''] of askedAgain) {
      const [a, b] = [await terms(one), await terms(other)];
      expect(nearness(a, b)).toBe(nearness(b, a));
      expect(nearness(a, a)).toBe(1);
    }
  });

  test('C15 without a segmenter texts are held against each other by their characters', () => {
    const plain = (text: string) => ({ text, terms: null });
    const groups = group([plain('When will the school open?'), plain('When will the school open'), plain('Who pays?')]);
    expect(groups.map((one) => one.length)).toEqual([2, 1]);
  });
});
