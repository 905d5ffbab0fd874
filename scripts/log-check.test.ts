import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#server/kernel/canonical.ts';
import type { Audience } from '#server/kernel/live.ts';
import { genesisHash, type HashName, link } from '#server/realtime/chain.ts';
import { LogCheck, type LogReport } from './log-check.ts';

const meetingId = '01890000-0000-7000-8000-000000000001';

interface Planned {
  readonly type: string;
  readonly audience: Audience;
  readonly payload: Record<string, unknown>;
  readonly isErased?: boolean;
}

/** A log as server/realtime/export.ts writes it. */
function exported(plan: readonly Planned[], hash: HashName = 'sha256'): string[] {
  let prevHash = genesisHash(hash, meetingId);
  const lines = plan.map(({ type, audience, payload, isErased = false }, index) => {
    const fields = { seq: index + 1, at: 1_790_000_000_000 + index * 10, actor: 'user:a1', audience, type };
    const chained = link(hash, prevHash, { meetingId, ...fields, payload: canonicalJson(payload) });
    prevHash = chained.hash;
    return JSON.stringify({
      ...fields,
      salt: isErased ? null : chained.salt,
      hash: chained.hash,
      payload: isErased ? null : payload,
      payloadHash: chained.payloadHash,
      prevHash: chained.prevHash,
    });
  });
  const header = {
    format: 'consultation-hub-log',
    version: 1,
    meetingId,
    hash,
    genesis: genesisHash(hash, meetingId),
    head: { seq: plan.length, hash: prevHash },
    exportedAt: 1_790_000_100_000,
  };
  return [JSON.stringify(header), ...lines];
}

function check(lines: readonly string[], lastHash?: string): LogReport {
  const log = new LogCheck();
  for (const line of lines) log.take(line);
  return log.end(lastHash);
}

const problems = (lines: readonly string[]): string[] => check(lines).findings.map(({ problem }) => problem);
const said = (text: string): Planned => ({
  type: 'chat.messagePosted',
  audience: 'room',
  payload: { text, 中: [1, null, true], é: { b: '2', a: 0.5 } },
});
const talk = (count: number): Planned[] => Array.from({ length: count }, (_, index) => said(`第 ${index} 句`));

describe('the checker of exported logs', () => {
  test('L1 an untouched log is whole, with either hash', () => {
    for (const hash of ['sha256', 'sm3'] as const) {
      const report = check(exported(talk(30), hash));
      expect(report.findings).toEqual([]);
      expect(report).toMatchObject({ meetingId, events: 30, redacted: 0, types: [['chat.messagePosted', 30]] });
    }
  });

  test('L1 a log without events is whole, an empty file is not', () => {
    expect(problems(exported([]))).toEqual([]);
    expect(problems([])).toEqual(['the file is empty']);
    expect(problems(['{"format":"something"}'])).toHaveLength(1);
  });

  test('L9 erased words are in order when a redaction names them, and reported when none does', () => {
    const redaction: Planned = { type: 'log.redacted', audience: 'public', payload: { seqs: [2], reason: '撤回' } };
    const plan = [...talk(1), { ...said('错话'), isErased: true }, ...talk(2)];
    const whole = check(exported([...plan, redaction]));
    expect(whole.findings).toEqual([]);
    expect(whole.redacted).toBe(1);
    expect(problems(exported([...plan, redaction, redaction]))).toEqual([]);
    expect(problems(exported(plan))).toEqual(['the words of event 2 are gone and nothing says who erased them']);
    expect(problems(exported([...talk(4), redaction]))).toEqual([
      'redaction 5 names event 2, whose words are still there',
    ]);
  });

  test('L1 a log cut at its end, or rewritten as a whole, is found', () => {
    const lines = exported(talk(10));
    expect(problems(lines.slice(0, -1))).toHaveLength(1);
    const { lastHash } = check(lines);
    expect(check(lines, lastHash).findings).toEqual([]);
    expect(check(exported(talk(9)), lastHash).findings).toHaveLength(1);
  });

  test('L1 ten thousand random tamperings are all found', () => {
    const lines = exported([
      ...talk(6),
      { ...said('错话'), isErased: true },
      { type: 'log.redacted', audience: 'public', payload: { seqs: [7], reason: '撤回' } },
      ...talk(4),
    ]);
    const row = fc.integer({ min: 1, max: lines.length - 1 });
    const tampering = fc.oneof(
      fc.tuple(row, fc.nat(), fc.integer({ min: 32, max: 126 })).map(([at, place, code]) => {
        const text = lines[at] ?? '';
        const index = place % text.length;
        return lines.with(at, text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1));
      }),
      fc.tuple(row, fc.nat()).map(([at, place]) => {
        const text = lines[at] ?? '';
        const index = place % text.length;
        return lines.with(at, text.slice(0, index) + text.slice(index + 1));
      }),
      row.map((at) => lines.toSpliced(at, 1)),
      fc.tuple(row, row).map(([from, to]) => lines.toSpliced(to, 0, lines[from] ?? '')),
      fc.tuple(row, row).map(([one, other]) => lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '')),
      row.map((end) => lines.slice(0, end)),
    );
    const isChanged = (changed: readonly string[]): boolean => changed.join('\n') !== lines.join('\n');
    fc.assert(
      fc.property(tampering.filter(isChanged), (changed) => problems(changed).length > 0),
      { numRuns: 10_000 },
    );
  }, 300_000);
});
