import { createTranslator } from 'next-intl';
import { describe, expect, it } from 'vitest';
import { loadMessages } from '#app/_lib/i18n/messages.ts';
import { filled } from './texts.ts';

const params = [
  { entitled: 31, present: 27, quorum: 'met', quorumNeeded: 21, yes: 19, no: 3, abstain: 4, cast: 26, needed: 14 },
  { entitled: 4, present: 1, quorum: 'missed', quorumNeeded: 3, yes: 0, no: 0, abstain: 0, cast: 0, needed: 1 },
].flatMap((figures) =>
  ['carried', 'notCarried'].flatMap((outcome) =>
    [0, 1, 3].flatMap((reachedCount) =>
      ['yes', 'no'].map((tie) => ({
        ...figures,
        outcome,
        reachedCount,
        tie,
        leaders: 2,
        rule: tie === 'yes' ? 'twoThirds' : 'moreThanHalf',
        base: outcome === 'carried' ? 'present' : 'valid',
      })),
    ),
  ),
);

describe.each(['zh-CN', 'en'] as const)('texts of the public page, %s', (locale) => {
  it('read exactly as on the pages of the framework', async () => {
    const messages = (await loadMessages(locale)) as unknown as {
      polls: { explain: Record<string, string> };
      watch: Record<string, unknown>;
    };
    const say = createTranslator({ locale, messages: messages.polls as never }) as unknown as (
      key: string,
      values: object,
    ) => string;
    let count = 0;
    for (const [key, text] of Object.entries(messages.polls.explain)) {
      for (const values of params) {
        count++;
        expect(filled(text, values, locale)).toBe(say(`explain.${key}`, values));
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  it('fill in plain values, and nothing where there is none', () => {
    expect(filled('{a} and {b}', { a: 'x' }, locale)).toBe('x and ');
    expect(filled('no braces', {}, locale)).toBe('no braces');
    expect(filled('{n, plural, =0 {none} one {# item} other {# items}}', { n: 2 }, 'en')).toBe('2 items');
    expect(filled('{n, plural, =0 {none} one {# item} other {# items}}', { n: 1 }, 'en')).toBe('1 item');
    expect(filled('{n, plural, =0 {none} one {# item} other {# items}}', { n: 0 }, 'en')).toBe('none');
  });
});
