import { expect, test } from 'vitest';
import { findImportFaults } from './import-rules.ts';

const faultsOf = (name: string, text: string): readonly string[] => findImportFaults([{ name, text }]).faults;

test.each([
  ['server/kernel/a.ts', `import pg from 'pg';`],
  ['server/kernel/a.ts', `import { x } from '#server/platform/db.ts';`],
  ['server/realtime/a.ts', `import { x } from '#server/modules/chat/index.ts';`],
  ['server/modules/chat/domain.ts', `import { x } from '#server/platform/logger.ts';`],
  ['server/modules/chat/commands.ts', `import { prisma } from '#server/platform/db.ts';`],
  ['server/modules/members/commands.ts', `import { x } from '#server/modules/meetings/index.ts';`],
  ['server/modules/chat/commands.ts', `import { x } from '#server/modules/meetings/repo.ts';`],
  ['server/modules/chat/http.ts', `import { x } from '#server/realtime/hub.ts';`],
  ['app/_ui/a.tsx', `import { x } from '#server/kernel/ids.ts';`],
  ['app/_features/chat/a.tsx', `'use client';\nimport { x } from '#server/modules/chat/index.ts';`],
  ['app/page.tsx', `import { prisma } from '#server/platform/db.ts';`],
  ['app/page.tsx', `import { x } from '#server/modules/chat/repo.ts';`],
])('%s with «%s» is refused', (name, text) => {
  expect(faultsOf(name, text)).toHaveLength(1);
});

test.each([
  ['server/kernel/a.ts', `import { z } from 'zod';`],
  ['server/modules/chat/repo.ts', `import { prisma } from '#server/platform/db.ts';`],
  ['server/modules/rooms/media.ts', `import { x } from '#server/modules/meetings/index.ts';`],
  ['app/page.tsx', `import { x } from '#server/modules/chat/index.ts';`],
  ['app/_features/chat/a.tsx', `'use client';\nimport { x } from '#server/modules/chat/domain.ts';`],
])('%s with «%s» is allowed', (name, text) => {
  expect(faultsOf(name, text)).toEqual([]);
});

test('a ring of imports is found, a ring of types is none', () => {
  const ring = (kind: string) =>
    findImportFaults([
      { name: 'server/kernel/a.ts', text: `import ${kind}{ b } from './b.ts';` },
      { name: 'server/kernel/b.ts', text: `import { a } from './a.ts';` },
    ]).faults;
  expect(ring('')).toHaveLength(1);
  expect(ring('type ')).toEqual([]);
});
