import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { createTestDatabase, leaveTestPostgres, type TestDatabase } from '../../../tests/support/database.ts';

let database: TestDatabase;
let members: typeof import('./index.ts');
let prisma: typeof import('#server/platform/db.ts').prisma;
let close: () => Promise<void>;
let officer: Actor;
let stranger: Actor;
let sectorId: string;
const heading = '委员编号,姓名,性别,界别,专门委员会,党派,单位职务,手机';

const asUser = (userId: string, role: 'officer' | 'member'): Actor => ({
  kind: 'user',
  userId: userId as UserId,
  role,
  sessionId: uuidV7(),
  name: '测试',
});
const file = (...lines: string[]) => Buffer.from([heading, ...lines].join('\n'));

async function importLines(...lines: string[]) {
  const preview = await members.previewFile(officer, file(...lines));
  if (!preview.ok) throw new Error(preview.error.code);
  return members.confirmImport(officer, preview.value);
}
async function byNumber(number: string) {
  const row = (await members.roster(officer)).find((one) => one.number === number);
  if (!row) throw new Error(`no ${number}`);
  return row;
}
const detailsOf = (row: Awaited<ReturnType<typeof byNumber>>) => ({
  name: row.name,
  gender: row.gender as 'male' | 'female',
  party: row.party,
  post: row.post,
  phone: row.phone,
  sectorId: row.sectorId,
  committeeIds: [],
  isActive: row.isActive,
});

beforeAll(async () => {
  database = await createTestDatabase();
  process.env['DATABASE_URL'] = database.url;
  const db = await import('#server/platform/db.ts');
  ({ prisma, closeDatabase: close } = db);
  members = await import('./index.ts');
  await prisma.term.create({ data: { name: '届', startsOn: new Date('2021-11-01'), endsOn: new Date('2026-12-31') } });
  sectorId = (await prisma.sector.create({ data: { name: '教育', position: 1 } })).id;
  await prisma.specialCommittee.create({ data: { name: '提案委员会', position: 1 } });
  officer = asUser(uuidV7(), 'officer');
  stranger = asUser(uuidV7(), 'member');
});
afterAll(async () => {
  await close();
  await database.drop();
  await leaveTestPostgres();
});

test('B4 a preview names what would become of each row and writes nothing', async () => {
  const preview = await members.previewFile(
    officer,
    file('A-1,沈一,女,教育,提案委员会,,教师,13800000001', 'A-2,沈二,男,无此界别,,,,12'),
  );
  expect(preview.ok && preview.value.map((row) => [row.outcome, row.problems])).toEqual([
    ['new', []],
    ['wrong', ['members.sectorUnknown', 'members.phoneWrong']],
  ]);
  expect(await members.roster(officer)).toEqual([]);
});

test('B4 a phone of another member is wrong in the preview', async () => {
  await importLines('A-3,沈三,男,教育,,,,13800000003');
  const preview = await members.previewFile(officer, file('A-4,沈四,男,教育,,,,13800000003'));
  expect(preview.ok && preview.value[0]?.problems).toEqual(['members.phoneTaken']);
});

test('B5 an import in which one row cannot be written writes none', async () => {
  const result = await importLines('C1,甲,男,教育,,,,13800000009', 'C2,乙,男,教育,,,,13800000009');
  expect(result).toMatchObject({ ok: false, error: { code: 'members.phoneTaken' } });
  expect((await members.roster(officer)).filter((row) => row.number.startsWith('C'))).toEqual([]);
});

test('B5 a member changed since the preview refuses the import', async () => {
  await importLines('D1,丁一,男,教育,,,,');
  const preview = await members.previewFile(officer, file('D1,丁一改,男,教育,,,,'));
  if (!preview.ok) throw new Error('preview');
  const row = await byNumber('D1');
  await members.reviseMember(officer, {
    memberId: row.memberId,
    basedOn: row.version,
    details: { ...detailsOf(row), post: '校长' },
  });
  expect(await members.confirmImport(officer, preview.value)).toMatchObject({ error: { code: 'members.stale' } });
  expect((await byNumber('D1')).name).toBe('丁一');
});

test('B1 every change is kept with who and from what to what, and reaches the account', async () => {
  await importLines('E1,戊一,男,教育,,,,13800000011');
  const row = await byNumber('E1');
  const details = { ...detailsOf(row), name: '戊二', phone: '13800000012' };
  expect((await members.reviseMember(officer, { memberId: row.memberId, basedOn: 1, details })).ok).toBe(true);
  const [last, first] = await members.historyOf(officer, row.memberId);
  expect(last?.fields).toEqual({ name: ['戊一', '戊二'], phone: ['13800000011', '13800000012'] });
  expect(first?.source).toBe('import');
  const kept = await prisma.memberChange.findFirst({ where: { memberId: row.memberId, source: 'office' } });
  expect(kept?.byUserId).toBe(officer.kind === 'user' && officer.userId);
  expect(await prisma.user.findUnique({ where: { id: row.userId } })).toMatchObject({
    name: '戊二',
    phone: '13800000012',
  });
});

test('B2 of two changes on one version the second is stale', async () => {
  await importLines('F1,己一,男,教育,,,,');
  const row = await byNumber('F1');
  const change = (post: string) =>
    members.reviseMember(officer, { memberId: row.memberId, basedOn: 1, details: { ...detailsOf(row), post } });
  const results = await Promise.all([change('一'), change('二')]);
  expect(results.filter((result) => result.ok)).toHaveLength(1);
  expect(results.find((result) => !result.ok)).toMatchObject({ error: { code: 'members.stale' } });
});

test('B2 an unknown sector is refused', async () => {
  const row = await byNumber('F1');
  const details = { ...detailsOf(row), sectorId: uuidV7() };
  expect(await members.reviseMember(officer, { memberId: row.memberId, basedOn: row.version, details })).toMatchObject({
    error: { code: 'members.sectorUnknown' },
  });
});

test('B3 contacts are read by the office and the member alone; others may not write', async () => {
  const row = await byNumber('E1');
  const seenBy = async (actor: Actor) => (await members.memberById(actor, row.memberId))?.phone;
  expect(await seenBy(officer)).toBe('13800000012');
  expect(await seenBy(asUser(row.userId, 'member'))).toBe('13800000012');
  expect(await seenBy(stranger)).toBeNull();
  expect(await members.historyOf(stranger, row.memberId)).toEqual([]);
  expect(await members.previewFile(stranger, file())).toMatchObject({ error: { code: 'forbidden' } });
});

test('B6 a member who leaves is inactive, keeps the history and is no longer invited by sector', async () => {
  await importLines('G1,庚一,女,教育,,,,');
  const row = await byNumber('G1');
  await members.reviseMember(officer, {
    memberId: row.memberId,
    basedOn: 1,
    details: { ...detailsOf(row), isActive: false },
  });
  expect((await byNumber('G1')).isActive).toBe(false);
  expect(await members.historyOf(officer, row.memberId)).toHaveLength(2);
  expect((await members.peopleOfSectors([sectorId])).map((one) => one.userId)).not.toContain(row.userId);
});

test('B8 the template names columns, sectors and committees, and imports nothing as it stands', async () => {
  const { readTable, writeTemplate } = await import('./files.ts');
  const { sectors, committees } = await import('./queries.ts');
  const names = async (list: Promise<readonly { name: string }[]>) => (await list).map(({ name }) => name);
  const template = await writeTemplate(await names(sectors()), await names(committees()));
  expect(await readTable(template)).toEqual([heading.split(',')]);
  const workbook = new (await import('exceljs')).default.Workbook();
  await workbook.xlsx.load(template as unknown as ArrayBuffer);
  expect(workbook.worksheets[1]?.getColumn(1).values).toContain('教育');
  expect(workbook.worksheets[1]?.getColumn(2).values).toContain('提案委员会');
  expect(await members.previewFile(officer, template)).toMatchObject({ error: { code: 'members.fileEmpty' } });
});
