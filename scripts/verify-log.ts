import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { LogCheck, type LogReport } from './log-check.ts';

const usage = `usage: npm run verify-log FILE [LAST-HASH]

Checks a meeting log exported by the product: every event is there, in order, unchanged, and every erased word was erased
by a recorded redaction. LAST-HASH is the hash somebody noted elsewhere; with it a log rewritten as a whole is found too.
Exit code 0: the log is whole. 1: it is not. 2: the file cannot be read.`;

function instant(ms: number | null): string {
  return ms === null ? '-' : new Date(ms).toISOString();
}

function print(report: LogReport): void {
  const write = (text: string): unknown => process.stdout.write(`${text}\n`);
  write(`meeting    ${report.meetingId || '-'}`);
  write(`events     ${report.events}, of which ${report.redacted} with erased words`);
  write(`time       ${instant(report.firstAt)} to ${instant(report.lastAt)}`);
  write(`last hash  ${report.lastHash || '-'}`);
  for (const [type, count] of report.types) write(`  ${String(count).padStart(8)}  ${type}`);
  for (const { line, problem } of report.findings) write(`✗ line ${line}: ${problem}`);
  write(report.findings.length === 0 ? '✓ the log is whole' : '✗ the log is not whole');
}

const [file, lastHash] = process.argv.slice(2);
if (file === undefined || file.startsWith('--')) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const check = new LogCheck();
try {
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity }))
    check.take(line);
} catch (error) {
  process.stderr.write(`✗ ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
const report = check.end(lastHash);
print(report);
process.exitCode = report.findings.length === 0 ? 0 : 1;
