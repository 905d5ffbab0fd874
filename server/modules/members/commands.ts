import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ImportRow, PreviewRow, ReviseMember } from './contract.ts';
import { readTable } from './files.ts';
import { previewImport, splitCommittees, toImportRows } from './import.ts';
import { mayKeepRoster } from './policy.ts';
import { toRow } from './queries.ts';
import * as repo from './repo.ts';

const forbidden = err(violation('forbidden', 'forbidden'));
const stale = err(violation('conflict', 'members.stale'));
const refusalOf = (written: 'stale' | 'phoneTaken') =>
  written === 'stale' ? stale : err(violation('conflict', 'members.phoneTaken'));

const byUser = (actor: Actor): string => (actor.kind === 'user' ? actor.userId : '');

/** Changes a member's file; the change is kept with its former values (B1, B2). */
export async function reviseMember(
  actor: Actor,
  { memberId, basedOn, details }: ReviseMember,
): Promise<Result<null, Violation>> {
  if (!mayKeepRoster(actor)) return forbidden;
  const member = await repo.findMember(memberId);
  if (!member) return err(violation('not_found', 'not_found'));
  const { committeeIds, ...data } = details;
  const [groups, sectors] = await Promise.all([repo.listCommittees(), repo.listSectors()]);
  if (!sectors.some(({ id }) => id === data.sectorId)) return err(violation('invalid_input', 'members.sectorUnknown'));
  if (committeeIds.some((id) => !groups.some((group) => group.id === id))) {
    return err(violation('invalid_input', 'members.committeeUnknown'));
  }
  const after = {
    ...data,
    committees: groups
      .filter((group) => committeeIds.includes(group.id))
      .map((group) => group.name)
      .join('、'),
  };
  const { name, gender, party, post, phone, isActive, sector, memberships } = member;
  const before = {
    name,
    gender,
    party,
    post,
    phone,
    isActive,
    sectorId: sector.id,
    committees: memberships.map((one) => one.committee.name).join('、'),
  };
  const fields = Object.fromEntries(
    Object.entries(before).flatMap(([key, value]) => {
      const now = after[key as keyof typeof after];
      return value === now ? [] : [[key, [String(value ?? ''), String(now ?? '')]]];
    }),
  );
  const written = await repo.writeMembers(
    [{ memberId, basedOn, data, committeeIds, fields }],
    [],
    byUser(actor),
    'office',
  );
  return written === 'written' ? ok(null) : refusalOf(written);
}

async function known() {
  const [members, sectors, committees] = await Promise.all([
    repo.listMembers(),
    repo.listSectors(),
    repo.listCommittees(),
  ]);
  return { members, sectors, committees };
}

/** Reads a file and says what would become of every row (B4). */
export async function previewFile(actor: Actor, file: Buffer): Promise<Result<readonly PreviewRow[], Violation>> {
  if (!mayKeepRoster(actor)) return forbidden;
  let rows: readonly ImportRow[];
  try {
    rows = toImportRows(await readTable(file));
  } catch {
    return err(violation('invalid_input', 'members.fileUnreadable'));
  }
  if (rows.length === 0) return err(violation('invalid_input', 'members.fileEmpty'));
  return ok(await preview(rows));
}

async function preview(rows: readonly ImportRow[]): Promise<readonly PreviewRow[]> {
  const { members, sectors, committees } = await known();
  return previewImport(rows, {
    members: new Map(members.map((member) => [member.number, toRow(member, true)])),
    holders: new Map(members.flatMap(({ phone, number }) => (phone === null ? [] : [[phone, number] as const]))),
    sectors: new Set(sectors.map((sector) => sector.name)),
    committees: new Set(committees.map((committee) => committee.name)),
  });
}

/** Writes a previewed import whole or not at all (B5). */
export async function confirmImport(
  actor: Actor,
  confirmed: readonly PreviewRow[],
): Promise<Result<{ added: number; changed: number }, Violation>> {
  if (!mayKeepRoster(actor)) return forbidden;
  const checked = await preview(confirmed.map(({ row }) => row));
  if (checked.some((row, index) => row.outcome === 'wrong' || row.basedOn !== confirmed[index]?.basedOn)) return stale;
  const { members, sectors, committees } = await known();
  const term = await repo.latestTerm();
  if (!term) return err(violation('invalid_state', 'members.noTerm'));
  const sectorId = (row: ImportRow): string => sectors.find((sector) => sector.name === row.sector)?.id ?? '';
  const committeeIds = (row: ImportRow): readonly string[] =>
    splitCommittees(row.committees).flatMap((name) => committees.find((one) => one.name === name)?.id ?? []);
  const details = (row: ImportRow) => ({
    name: row.name,
    gender: row.gender,
    party: row.party,
    post: row.post,
    phone: row.phone || null,
    sectorId: sectorId(row),
  });
  const changed = checked.flatMap(({ row, outcome, basedOn, changes }) => {
    const member = members.find((one) => one.number === row.number);
    if (outcome !== 'changed' || !member || basedOn === null) return [];
    const fields = Object.fromEntries(Object.entries(changes).map(([key, [before, after]]) => [key, [before, after]]));
    return [{ memberId: member.id, basedOn, data: details(row), committeeIds: committeeIds(row), fields }];
  });
  const fresh = checked.flatMap(({ row, outcome }) =>
    outcome === 'new'
      ? [
          {
            userId: uuidV7(),
            // User names have no hyphen and at least three characters.
            username: `m_${row.number.toLowerCase().replaceAll('-', '_')}`,
            member: { ...details(row), number: row.number, termId: term.id },
            committeeIds: committeeIds(row),
          },
        ]
      : [],
  );
  const written = await repo.writeMembers(changed, fresh, byUser(actor), 'import');
  return written === 'written' ? ok({ added: fresh.length, changed: changed.length }) : refusalOf(written);
}
