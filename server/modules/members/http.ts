import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import type { Answer, Route } from '#server/platform/http.ts';
import { confirmImport, previewFile, reviseMember } from './commands.ts';
import { columns, type NamedGroup, type PreviewRow, ReviseMember } from './contract.ts';
import { isAskedFor } from './domain.ts';
import { writeCsv, writeTemplate, writeXlsx } from './files.ts';
import { asImportRow } from './import.ts';
import { mayKeepRoster } from './policy.ts';
import { committees, roster, sectors } from './queries.ts';

const largestFileBytes = 5 * 1024 * 1024;
const invalid = violation('invalid_input', 'invalid_input');
const nobody = violation('unauthenticated', 'unauthenticated');
const Row = z.object(Object.fromEntries(columns.map(([name]) => [name, z.string().max(200)])));
const Confirm = z.object({
  rows: z.array(z.looseObject({ row: Row, basedOn: z.int32().nullable() })).max(5_000),
});

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** What the export is asked for; anything else is everyone. */
const Filter = z.object({
  words: z.string().max(80).catch(''),
  sectorId: z.string().catch(''),
  committeeId: z.string().catch(''),
  standing: z.enum(['active', 'former', 'all']).catch('all'),
});

const asFile = (name: string, type: string, body: Buffer): Answer => ({
  body,
  headers: { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` },
});

/** Import, export and changes of the roster. */
export const memberRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/members/import/preview',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor) return nobody;
      const result = await previewFile(actor, await context.bytes(largestFileBytes));
      return result.ok ? { body: { rows: result.value } } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/members/import/confirm',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor) return nobody;
      const body = Confirm.safeParse(await context.json(largestFileBytes));
      if (!body.success) return invalid;
      const result = await confirmImport(actor, body.data.rows as unknown as PreviewRow[]);
      return result.ok ? { body: result.value } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/members/revise',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor) return nobody;
      const input = ReviseMember.safeParse(await context.json());
      if (!input.success) return invalid;
      const result = await reviseMember(actor, input.data);
      return result.ok ? { body: { ok: true } } : result.error;
    },
  },
  {
    method: 'GET',
    path: '/api/members/export',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      if (!actor || !mayKeepRoster(actor)) return violation('not_found', 'not_found');
      const query = Object.fromEntries(context.url.searchParams);
      const filter = Filter.parse(query);
      const rows = (await roster(actor)).filter((row) => isAskedFor(row, filter)).map(asImportRow);
      const isCsv = query['format'] === 'csv';
      return isCsv
        ? asFile('members.csv', 'text/csv; charset=utf-8', writeCsv(rows))
        : asFile('members.xlsx', xlsxType, await writeXlsx(rows));
    },
  },
  {
    method: 'GET',
    path: '/api/members/template',
    access: 'office',
    async handle() {
      const [sectorList, committeeList] = await Promise.all([sectors(), committees()]);
      const names = (list: readonly NamedGroup[]): readonly string[] => list.map(({ name }) => name);
      const file = await writeTemplate(names(sectorList), names(committeeList));
      return asFile('members-template.xlsx', xlsxType, file);
    },
  },
];
