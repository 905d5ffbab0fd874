import path from 'node:path';
import type { SourceFile } from './import-rules.ts';

/** What stands in the permissions of the RULES.md beside a file, by the name of the table's first column. */
function listed(files: ReadonlyMap<string, string>, folder: string): Readonly<Record<string, ReadonlySet<string>>> {
  const tables: Record<string, Set<string>> = {};
  let table: string | null = null;
  for (const line of (files.get(`${folder}/RULES.md`) ?? '').split('\n')) {
    const [, what = '', who = ''] = line.split('|').map((cell) => cell.trim());
    if (!line.startsWith('|')) table = null;
    else if (who === 'who') tables[(table = what)] ??= new Set();
    else if (table !== null) for (const name of what.split(',')) tables[table]?.add(name.trim());
  }
  return tables;
}

export interface PermissionFindings {
  readonly faults: readonly string[];
  readonly commands: number;
  readonly routes: number;
  readonly queries: number;
}

/**
 * Every command has a policy row and stands in the module's permissions; every route says who may ask (`access`) and
 * stands in the permissions of its folder; so does every query. The matrices of tests/integration hold the product
 * against those permissions.
 */
export function findUnlisted(sources: readonly SourceFile[]): PermissionFindings {
  const files = new Map(sources.map(({ name, text }) => [name, text]));
  const faults: string[] = [];
  const count = { commands: 0, routes: 0, queries: 0 };
  for (const { name, text } of sources) {
    if (!/^server\/.*\.ts$/.test(name) || name.endsWith('.test.ts')) continue;
    const folder = path.posix.dirname(name);
    const permissions = listed(files, folder);
    const demand = (table: string, wanted: string): void => {
      if (!permissions[table]?.has(wanted)) faults.push(`${folder}/RULES.md: no ${table} row for ${wanted}`);
    };
    for (const [, type = '', short = ''] of text.matchAll(/'([a-z]+\.([A-Za-z]+))':\s*\{\s*input:/g)) {
      count.commands++;
      const policy = (files.get(`${folder}/policy.ts`) ?? '') + text;
      if (!new RegExp(`'${type}':\\s*(\\{\\s*roles|[a-z]+,)`).test(policy))
        faults.push(`${name}: no policy row for ${type}`);
      demand('command', short);
    }
    for (const [, method = '', address = '', after = ''] of text.matchAll(
      /method: '([A-Z]+)',\s*path: '([^']+)',([\s\S]{0,40})/g,
    )) {
      count.routes++;
      if (!/^\s*access: '[a-z]+',/.test(after)) faults.push(`${name}: ${method} ${address} does not say its access`);
      demand('route', `${method} ${address}`);
    }
    if (path.posix.basename(name) !== 'queries.ts') continue;
    for (const [, query = ''] of text.matchAll(/^export (?:async function|function|const) (\w+)/gm)) {
      count.queries++;
      demand('query', query);
    }
  }
  return { faults, ...count };
}
