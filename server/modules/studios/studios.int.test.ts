import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, leaveTestPostgres, type TestDatabase } from '#tests/support/database.ts';
import { seedDistrict } from '#tests/support/district.ts';

let database: TestDatabase;
let studiosByStreet: typeof import('./index.ts').studiosByStreet;
let prisma: typeof import('#server/platform/db.ts').prisma;
let close: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase();
  seedDistrict(database.url);
  process.env['DATABASE_URL'] = database.url;
  ({ studiosByStreet } = await import('./index.ts'));
  ({ prisma, closeDatabase: close } = await import('#server/platform/db.ts'));
});
afterAll(async () => {
  await close();
  await database.drop();
  await leaveTestPostgres();
});

describe('studios of the demo district', () => {
  test('S1 each of 18 studios stands in one of 17 streets and has its lead member first', async () => {
    const streets = await studiosByStreet();
    expect(streets).toHaveLength(17);
    const studios = streets.flatMap((street) => street.studios);
    expect(studios).toHaveLength(18);
    expect(new Set(studios.map(({ name }) => name)).size).toBe(18);
    for (const studio of studios) {
      const stored = await prisma.studioMember.findMany({
        where: { studioId: studio.studioId },
        orderBy: { position: 'asc' },
        select: { member: { select: { name: true } } },
      });
      expect(studio.members.map(({ name }) => name)).toEqual(stored.map(({ member }) => member.name));
      expect(studio.members.length).toBeGreaterThan(0);
    }
  });

  test('S2 a member who is no longer active is not shown', async () => {
    const before = (await studiosByStreet())[0]?.studios[0];
    const gone = await prisma.studioMember.findFirstOrThrow({
      where: { studioId: before?.studioId ?? '', position: 1 },
      select: { memberId: true, member: { select: { name: true } } },
    });
    await prisma.member.update({ where: { id: gone.memberId }, data: { isActive: false } });
    const after = (await studiosByStreet())[0]?.studios[0];
    expect(after?.members).toEqual(before?.members.slice(1));
  });

  test('the district has 253 members in one term, over its sectors, and accounts for its streets and departments', async () => {
    expect(await prisma.member.count()).toBe(253);
    expect(await prisma.user.count({ where: { role: 'street' } })).toBe(17);
    expect(await prisma.user.count({ where: { role: 'department' } })).toBeGreaterThanOrEqual(8);
    expect(await prisma.sector.count({ where: { members: { none: {} } } })).toBe(0);
    const names = await prisma.member.findMany({ select: { name: true } });
    expect(new Set(names.map(({ name }) => name)).size).toBe(253);
  });
});
