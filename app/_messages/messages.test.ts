import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { locales } from '#app/_lib/i18n/locale.ts';
import { loadMessages, namespaces } from '#app/_lib/i18n/messages.ts';

type Tree = { readonly [key: string]: string | Tree };

const APP = path.resolve(import.meta.dirname, '..');
const [zh, en] = (await Promise.all(locales.map((locale) => loadMessages(locale)))) as unknown as [Tree, Tree];

function leaves(tree: Tree, at = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[at + key, value] as const] : [...leaves(value, `${at}${key}.`)],
    ),
  );
}
const texts = { zh: leaves(zh), en: leaves(en) };
const folders = new Set(
  [...texts.zh.keys()].flatMap((key) => key.split('.').map((_, at, parts) => parts.slice(0, at).join('.'))),
);

test('both languages say the same things', () => {
  expect([...texts.en.keys()].toSorted()).toEqual([...texts.zh.keys()].toSorted());
  expect(texts.zh.size).toBeGreaterThan(400);
  const files = globSync('*/*.json', { cwd: import.meta.dirname }).map((file) => path.basename(file, '.json'));
  expect(new Set(files)).toEqual(new Set(namespaces));
});

test('no text is empty, and both languages fill in the same values', () => {
  const valuesOf = (text: string): ReadonlySet<string> =>
    new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name ?? ''));
  for (const [key, text] of texts.zh) {
    expect(text.trim(), key).not.toBe('');
    expect(texts.en.get(key)?.trim(), key).not.toBe('');
    expect(valuesOf(texts.en.get(key) ?? ''), key).toEqual(valuesOf(text));
  }
});

/** The first argument of a call whose parenthesis opens before `start`. */
function firstArgument(source: string, start: number): string {
  let depth = 0;
  for (let at = start; at < source.length; at++) {
    const char = source[at] ?? '';
    if ('([{'.includes(char)) depth++;
    else if (depth === 0 && (char === ',' || char === ')')) return source.slice(start, at);
    else if (')]}'.includes(char)) depth--;
  }
  return '';
}

/** Keys a file asks for; what stands after `${` is only known when the page runs, so there the folder counts. */
function asked(source: string): readonly string[] {
  const keys: string[] = [];
  for (const call of source.matchAll(/(?<![\w.])(?:t|c|say|words)(?:\.rich)?\(\s*/g)) {
    const argument = firstArgument(source, (call.index ?? 0) + call[0].length).replace(/[!=]==\s*'[^']*'/g, '');
    const literals = [...argument.matchAll(/'([\w.]+)'|`([^`]+)`/g)];
    for (const [, plain, template = ''] of literals) keys.push(plain ?? `${template.split('${')[0]}*`);
  }
  return keys;
}

const isThere = (key: string): boolean =>
  key.endsWith('*') ? folders.has(key.slice(0, -1).replace(/\.$/, '')) || key === '*' : texts.zh.has(key);

test('every text a page asks for exists', () => {
  const missing: string[] = [];
  let count = 0;
  for (const file of globSync('**/*.{ts,tsx}', { cwd: APP }).filter((name) => !/\.test\.|^_messages/.test(name))) {
    const source = readFileSync(path.join(APP, file), 'utf8');
    const spaces = [...source.matchAll(/(?:use|get)Translations(?:<)?\(?\s*'([\w.]+)'/g)].map(([, name]) => `${name}.`);
    const isWatch = file.includes('/watch/');
    if (spaces.length === 0 && !isWatch && !/(?:use|get)Translations\(\)/.test(source)) continue;
    for (const key of asked(source)) {
      count++;
      if (!['', 'watch.stage.', ...spaces].some((space) => isThere(space + key))) missing.push(`${file}: ${key}`);
    }
  }
  expect(missing).toEqual([]);
  expect(count).toBeGreaterThan(250);
});
