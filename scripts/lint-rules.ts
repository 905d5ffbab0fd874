import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findUnlisted } from './permission-rules.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const faults: string[] = [];
const read = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8');

const names = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((name) => name !== '' && existsSync(path.join(ROOT, name)));

/** Rules by id, with the file that states them. Ids of the settled rules (D1 …) stand elsewhere and may be cited. */
function statedRules(): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const name of names.filter((one) => one.endsWith('RULES.md'))) {
    for (const [, id = ''] of read(name).matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)) {
      if (rules.has(id)) faults.push(`${name}: ${id} is stated in ${rules.get(id)} too`);
      rules.set(id, name);
    }
  }
  return rules;
}

/** Ids that test titles begin with, with a file that has one. */
function testedRules(): ReadonlyMap<string, string> {
  const tested = new Map<string, string>();
  for (const name of names.filter((one) => /\.(test|spec)\.tsx?$/.test(one))) {
    for (const [, title = ''] of read(name).matchAll(/\b(?:test|it)(?:\.each\([\s\S]*?\))?\(\s*['"`]([^'"`\n]+)/g)) {
      for (const [id] of title.matchAll(/^(?:[A-Z]+\d+\s)+/g))
        for (const one of id.trim().split(/\s+/)) tested.set(one, name);
    }
  }
  return tested;
}

/** Codes of refusals that the server's files name, and whether both languages have a sentence for them. */
function untranslatedCodes(): number {
  const contexts = new Set(names.flatMap((name) => /^server\/modules\/([^/]+)\//.exec(name)?.[1] ?? []));
  const codes = new Set<string>();
  for (const name of names.filter((one) => /^server\/.*\.ts$/.test(one) && !one.endsWith('.test.ts'))) {
    const own = /^server\/modules\/([^/]+)\//.exec(name)?.[1];
    const text = read(name);
    for (const [, code = ''] of text.matchAll(/violation\(\s*'[a-z_]+',\s*'([A-Za-z_.]+)'/g)) codes.add(code);
    for (const [, code = ''] of text.matchAll(/refuse\('([a-z]+\.[A-Za-z]+)'/g)) codes.add(code);
    for (const [, code = ''] of text.matchAll(/refuse\(\s*'[a-z_]+',\s*'([A-Za-z]+)'/g)) codes.add(`${own}.${code}`);
  }
  for (const code of codes) {
    const [context = '', key = ''] = code.includes('.') ? code.split('.') : ['common', code];
    for (const language of ['zh-CN', 'en']) {
      const file = `app/_messages/${language}/${context}.json`;
      const texts = existsSync(path.join(ROOT, file))
        ? (JSON.parse(read(file)) as { errors?: Record<string, string> })
        : {};
      if (!texts.errors?.[key]) faults.push(`${file}: no sentence for the refusal ${code}`);
    }
  }
  return contexts.size === 0 ? 0 : codes.size;
}

const rules = statedRules();
const tested = testedRules();
for (const [id, name] of rules) if (!tested.has(id)) faults.push(`${name}: no test title begins with ${id}`);
for (const [id, name] of tested)
  if (!rules.has(id) && !/^D\d+$/.test(id)) faults.push(`${name}: the rule ${id} of a test title is stated nowhere`);
const codes = untranslatedCodes();
const sources = names.filter((name) => name.startsWith('server/')).map((name) => ({ name, text: read(name) }));
const permissions = findUnlisted(sources);
faults.push(...permissions.faults);
const { commands, routes, queries } = permissions;
if (rules.size < 20 || tested.size < 20 || codes < 20 || commands < 20 || routes < 20 || queries < 5)
  faults.push('too little was seen: the checker is blind');
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(
  `rules: ${rules.size} stated, ${tested.size} tested, ${commands} commands, ${routes} routes, ${queries} queries, ${codes} refusals, ${faults.length} faults\n`,
);
process.exitCode = faults.length > 0 ? 1 : 0;
