import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { VoteCheck, type VoteReport } from './vote-check.ts';

const usage = `usage: npm run verify-vote FILE [LIST-HASH] [RECEIPT]

Checks a vote exported by the product: every ballot and every line of the roll is there, unchanged; as many ballots as
voters; the result is counted again. LIST-HASH is the hash somebody noted elsewhere (it stands in the meeting's log); with
it a file rewritten as a whole is found too. RECEIPT tells whether a voter's own ballot is in the list.
Exit code 0: the vote is as its ballots say. 1: it is not. 2: the file cannot be read.`;

function print(report: VoteReport): void {
  const write = (text: string): unknown => process.stdout.write(`${text}\n`);
  write(`vote       ${report.title || '-'} (${report.pollId || '-'})`);
  write(`roll       ${report.roll}`);
  write(`ballots    ${report.ballots}`);
  for (const [choice, count] of report.counts) write(`  ${String(count).padStart(8)}  ${choice}`);
  write(`outcome    ${report.outcome}`);
  write(`list hash  ${report.listHash || '-'}`);
  for (const { line, problem } of report.findings) write(`✗ line ${line}: ${problem}`);
  write(report.findings.length === 0 ? '✓ the vote is as its ballots say' : '✗ the vote is not as its ballots say');
}

const isReceipt = (word: string): boolean => /^[A-Z2-7]{16,32}$/.test(word);
const [file, ...rest] = process.argv.slice(2);
if (file === undefined || file.startsWith('--')) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
const check = new VoteCheck();
try {
  for await (const line of createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity }))
    check.take(line);
} catch (error) {
  process.stderr.write(`✗ ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
}
const report = check.end(rest.find((word) => !isReceipt(word)));
print(report);
const receipt = rest.find(isReceipt);
const isFound = receipt === undefined || check.holds(receipt);
if (receipt !== undefined)
  process.stdout.write(`${isFound ? '✓' : '✗'} the receipt ${receipt} is ${isFound ? '' : 'not '}in the list\n`);
process.exitCode = report.findings.length === 0 && isFound ? 0 : 1;
