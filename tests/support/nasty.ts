import fc from 'fast-check';

/** Values that break programs which believed what they were told. */
const poison: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e308,
  9_007_199_254_740_991,
  8_640_000_000_000_001,
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udc00y',
  '__proto__',
  'constructor',
  'toString',
  '0000-00-00T00:00:00Z',
  '+275760-09-13',
  'NaN',
  '../../etc/passwd',
  "'; drop table log_event; --",
  '𠮷'.repeat(4_000),
  'x'.repeat(20_000),
  '\u202e\u200b\ufeff',
  [],
  {},
  [[[[[[]]]]]],
  { a: { b: { c: {} } } },
  Array.from({ length: 3_000 }, (_, index) => index),
  JSON.parse('{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}'),
  JSON.parse(`${'['.repeat(2_000)}${']'.repeat(2_000)}`),
  JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`),
];

const nasty: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...poison) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.double() },
);

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...at, name]))];
}

function replaced(value: unknown, [name, ...rest]: Path, change: (before: unknown) => unknown): unknown {
  if (name === undefined) return change(value);
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, change);
  return copy;
}

/** As it arrives: what JSON cannot carry is gone. */
const overTheWire = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  return text === undefined ? null : (JSON.parse(text) as unknown);
};

/** A good input with one or two places made bad: replaced, removed, wrapped, or with a member too many. */
export function spoiled(sample: unknown): fc.Arbitrary<unknown> {
  const change = fc.tuple(
    fc.constantFrom(...pathsOf(sample)),
    fc.constantFrom('replace', 'replace', 'replace', 'remove', 'wrap', 'add'),
    nasty,
  );
  return fc.array(change, { minLength: 1, maxLength: 2 }).map((changes) =>
    overTheWire(
      changes.reduce<unknown>((value, [path, how, bad]) => {
        try {
          return replaced(value, path, (before) => {
            if (how === 'remove') return undefined;
            if (how === 'wrap') return [before];
            if (how === 'add' && typeof before === 'object' && before !== null) return { ...before, extra: bad };
            return bad;
          });
        } catch {
          return bad;
        }
      }, sample),
    ),
  );
}

/** Texts for addresses and headers. */
export const nastyText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...poison.filter((one) => typeof one === 'string' && one.length < 1_000).map(String)),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.double().map(String),
);
