import { type ColumnName, columns, type ImportRow, type PreviewRow, type RosterRow } from './contract.ts';

const headings = new Map<string, ColumnName>(
  columns.flatMap(([name, chinese]) => [[name, name] as const, [chinese, name] as const]),
);
const genders: Readonly<Record<string, string>> = { 男: 'male', 女: 'female', male: 'male', female: 'female' };

/** Turns a table with a heading line into rows; unknown headings are passed over, missing ones are empty. */
export function toImportRows(table: readonly (readonly string[])[]): readonly ImportRow[] {
  const [head = [], ...body] = table;
  const names = head.map((heading) => headings.get(heading.trim()));
  return body
    .filter((cells) => cells.some((cell) => cell.trim() !== ''))
    .map((cells) => {
      const row = Object.fromEntries(columns.map(([name]) => [name, ''])) as Record<ColumnName, string>;
      for (const [index, name] of names.entries()) if (name) row[name] = (cells[index] ?? '').trim();
      row.gender = genders[row.gender] ?? row.gender;
      return row;
    });
}

export const splitCommittees = (text: string): readonly string[] =>
  text
    .split(/[;；、,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** The row an existing member would export as; what an import is compared with. */
export const asImportRow = (member: RosterRow): ImportRow => ({
  number: member.number,
  name: member.name,
  gender: member.gender,
  sector: member.sectorName,
  committees: [...member.committees].sort().join('、'),
  party: member.party,
  post: member.post,
  phone: member.phone ?? '',
});

export interface Known {
  readonly members: ReadonlyMap<string, RosterRow>;
  /** Phone → number of the member who has it. */
  readonly holders: ReadonlyMap<string, string>;
  readonly sectors: ReadonlySet<string>;
  readonly committees: ReadonlySet<string>;
}

function problemsOf(row: ImportRow, known: Known, isRepeated: boolean): readonly string[] {
  const problems: string[] = [];
  if (!/^[A-Za-z0-9-]{1,20}$/.test(row.number)) problems.push('members.numberWrong');
  if (isRepeated) problems.push('members.numberTwice');
  if (row.name === '' || row.name.length > 40) problems.push('members.nameWrong');
  if (row.gender !== 'male' && row.gender !== 'female') problems.push('members.genderWrong');
  if (!known.sectors.has(row.sector)) problems.push('members.sectorUnknown');
  if (splitCommittees(row.committees).some((name) => !known.committees.has(name)))
    problems.push('members.committeeUnknown');
  if (row.phone !== '' && !/^1[3-9]\d{9}$/.test(row.phone)) problems.push('members.phoneWrong');
  const holder = row.phone === '' ? undefined : known.holders.get(row.phone);
  if (holder !== undefined && holder !== row.number) problems.push('members.phoneTaken');
  return problems;
}

/** What would become of every row (B4); writes nothing. */
export function previewImport(rows: readonly ImportRow[], known: Known): readonly PreviewRow[] {
  const seen = new Map<string, number>();
  for (const row of rows) seen.set(row.number, (seen.get(row.number) ?? 0) + 1);
  return rows.map((given, index) => {
    const row = { ...given, committees: [...splitCommittees(given.committees)].sort().join('、') };
    const problems = problemsOf(row, known, (seen.get(row.number) ?? 0) > 1);
    const member = known.members.get(row.number);
    const before = member && asImportRow(member);
    const changes: Record<string, readonly [string, string]> = {};
    for (const [name] of columns) if (before && before[name] !== row[name]) changes[name] = [before[name], row[name]];
    const isChanged = Object.keys(changes).length > 0;
    const outcome = problems.length > 0 ? 'wrong' : !before ? 'new' : isChanged ? 'changed' : 'unchanged';
    return { line: index + 2, row, outcome, problems, changes, basedOn: member?.version ?? null };
  });
}
