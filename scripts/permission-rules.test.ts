import { describe, expect, test } from 'vitest';
import { findUnlisted } from './permission-rules.ts';

const contract = `export const commands = defineCommands({
  'talk.say': { input: nothing, output: nothing },
  'talk.hush': {
    input: nothing,
    output: nothing,
  },
});`;
const policy = `export const policy = {
  'talk.say': { roles: ['chair'], phases: ['live'] },
  'talk.hush': hushing,
};`;
const route = `{
      method: 'GET',
      path: '/api/talk',
      access: 'anyone',
      async handle() {} }`;
const queries = 'export interface Row {}\nexport const everything = () => 1;\nexport async function one(id: string) {}';
const rules = `## Permissions

| command | who | when |
|---|---|---|
| say, hush | chair | live |

| route | who | when |
|---|---|---|
| GET /api/talk | anyone | any |

| query | who |
|---|---|
| everything, one | anyone |
`;

function found(changed: Readonly<Record<string, string>> = {}) {
  const whole = {
    'contract.ts': contract,
    'policy.ts': policy,
    'http.ts': route,
    'queries.ts': queries,
    'RULES.md': rules,
  };
  const files = Object.entries({ ...whole, ...changed });
  return findUnlisted(files.map(([name, text]) => ({ name: `server/modules/talk/${name}`, text })));
}

describe('the checker of permissions', () => {
  test('a module whose commands, routes and queries are all listed has no faults', () => {
    expect(found()).toEqual({ faults: [], commands: 2, routes: 1, queries: 2 });
  });

  test.each([
    [
      'a command without a policy row',
      { 'policy.ts': policy.replace(/ {2}'talk.hush'.*\n/, '') },
      'no policy row for talk.hush',
    ],
    [
      'a command that no permission names',
      { 'RULES.md': rules.replace('say, hush', 'say') },
      'no command row for hush',
    ],
    [
      'a route that does not say its access',
      { 'http.ts': route.replace("access: 'anyone',", '') },
      'does not say its access',
    ],
    [
      'a route that no permission names',
      { 'RULES.md': rules.replace('| GET /api/talk | anyone | any |\n', '') },
      'no route row for GET /api/talk',
    ],
    ['a route of another method', { 'http.ts': route.replace('GET', 'POST') }, 'no route row for POST /api/talk'],
    [
      'a query that no permission names',
      { 'queries.ts': `${queries}\nexport const secret = () => 2;` },
      'no query row for secret',
    ],
    ['a module without rules', { 'RULES.md': '' }, 'no command row for say'],
  ])('%s is a fault', (_, changed, fault) => {
    expect(found(changed).faults.join('\n')).toContain(fault);
  });
});
