import { parse } from 'csv-parse/sync';
import { columns, type ImportRow } from './contract.ts';

const largestWidth = 50;
const largestUnpackedBytes = 64 * 1024 * 1024;
const genderWords: Readonly<Record<string, string>> = { male: '男', female: '女' };

/** What a zip archive says it unpacks to, by its central directory (APPNOTE.TXT 4.3.12); infinite when it has none. */
export function unpackedBytes(zip: Buffer): number {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 20 > zip.length) return Number.POSITIVE_INFINITY;
  let at = zip.readUInt32LE(end + 16);
  let total = 0;
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== 0x0201_4b50) return Number.POSITIVE_INFINITY;
    total += zip.readUInt32LE(at + 24);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return total;
}

/** Loaded when a workbook is first read or written: it takes a good part of the time a server needs to start. */
async function emptyWorkbook() {
  const { default: excel } = await import('exceljs');
  return new excel.Workbook();
}

/** Reads the first sheet of a workbook, or a csv file in UTF-8, as a table of texts. */
export async function readTable(file: Buffer): Promise<readonly (readonly string[])[]> {
  // A workbook is a zip archive and begins like one.
  if (file.subarray(0, 2).toString('latin1') !== 'PK') {
    return parse(file, { bom: true, relax_column_count: true, skip_empty_lines: true });
  }
  if (unpackedBytes(file) > largestUnpackedBytes) throw new Error('the workbook unpacks to more than anybody typed');
  const workbook = await emptyWorkbook();
  await workbook.xlsx.load(file as unknown as ArrayBuffer);
  const sheet = workbook.worksheets[0];
  const table: string[][] = [];
  sheet?.eachRow((row) => {
    const cells: string[] = [];
    // A workbook may claim far more columns than anybody fills.
    for (let column = 1; column <= Math.min(sheet.columnCount, largestWidth); column++)
      cells.push(row.getCell(column).text);
    table.push(cells);
  });
  return table;
}

const asCells = (row: ImportRow): readonly string[] =>
  columns.map(([name]) => (name === 'gender' ? (genderWords[row.gender] ?? row.gender) : row[name]));

export async function writeXlsx(rows: readonly ImportRow[]): Promise<Buffer> {
  const workbook = await emptyWorkbook();
  const sheet = workbook.addWorksheet('委员', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(columns.map(([, heading]) => heading)).font = { bold: true };
  for (const row of rows) sheet.addRow(asCells(row));
  for (const column of sheet.columns) column.width = 18;
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** An empty import: the columns on the first sheet, what may stand in two of them on the second (B8). */
export async function writeTemplate(sectors: readonly string[], committees: readonly string[]): Promise<Buffer> {
  const workbook = await emptyWorkbook();
  const sheet = workbook.addWorksheet('委员', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(columns.map(([, heading]) => heading)).font = { bold: true };
  // Phone numbers and numbers of members stay texts.
  for (const column of sheet.columns) Object.assign(column, { width: 18, numFmt: '@' });
  const words = workbook.addWorksheet('可填的界别和专委会');
  words.addRow(['界别', '专门委员会（多个用顿号隔开）']).font = { bold: true };
  for (let line = 0; line < Math.max(sectors.length, committees.length); line++)
    words.addRow([sectors[line] ?? '', committees[line] ?? '']);
  for (const column of words.columns) column.width = 30;
  return Buffer.from(await workbook.xlsx.writeBuffer());
}

/** RFC 4180 with a byte order mark; a cell that a spreadsheet would run as a formula is made text. */
export function writeCsv(rows: readonly ImportRow[]): Buffer {
  const safe = (cell: string): string => `"${(/^[=+\-@\t]/.test(cell) ? `'${cell}` : cell).replaceAll('"', '""')}"`;
  const lines = [columns.map(([, heading]) => heading), ...rows.map(asCells)].map((cells) => cells.map(safe).join(','));
  return Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`);
}
