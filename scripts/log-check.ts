// Checks an exported meeting log with code of its own: nothing here may import the server, or one bug would hide in both.
import { createHash } from 'node:crypto';

/** What is wrong, and in which line of the file (the header is line 1). */
export interface Finding {
  readonly line: number;
  readonly problem: string;
}

export interface LogReport {
  readonly meetingId: string;
  readonly events: number;
  readonly redacted: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** The last event's hash: who noted it elsewhere can tell a log that was rewritten as a whole. */
  readonly lastHash: string;
  /** Events by type, most frequent first. */
  readonly types: readonly (readonly [string, number])[];
  readonly findings: readonly Finding[];
}

const headerKeys = ['format', 'version', 'meetingId', 'hash', 'genesis', 'head', 'exportedAt'];
const eventKeys = ['seq', 'at', 'actor', 'audience', 'type', 'salt', 'hash', 'payload', 'payloadHash', 'prevHash'];
const hashNames = ['sha256', 'sm3'];
const audiences = ['public', 'room', 'staff'];
const mostFindings = 50;

type Fields = Record<string, unknown>;

interface Header {
  readonly meetingId: string;
  readonly hash: string;
  readonly genesis: string;
  readonly head: { readonly seq: number; readonly hash: string };
}

/** JSON with the members of every object sorted by UTF-16 code unit and no white space, as RFC 8785 orders them. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => sortedJson(one)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, one]): readonly [string, string] => [key, sortedJson(one)]);
  members.sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** The line's object when it is exactly what the exporter would have written, else what is wrong with it. */
function parseLine(text: string, keys: readonly string[]): Fields | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return 'the line is not JSON';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'the line is not an object';
  // White space or a member named twice would be a second reading of the same line.
  if (JSON.stringify(parsed) !== text) return 'the line is not written as the exporter writes';
  const found = Object.keys(parsed);
  const stray = found.find((key) => !keys.includes(key));
  if (stray !== undefined) return `there is no field "${stray}" in an export`;
  const missing = keys.find((key) => !found.includes(key));
  return missing === undefined ? (parsed as Fields) : `the field "${missing}" is missing`;
}

function readHeader(text: string): Header | string {
  const fields = parseLine(text, headerKeys);
  if (typeof fields === 'string') return fields;
  const { format, version, meetingId, hash, genesis, head } = fields;
  if (format !== 'consultation-hub-log' || version !== 1) return 'this is not a meeting log of version 1';
  const { seq, hash: headHash } = (head ?? {}) as Fields;
  if (!isText(meetingId) || !isText(hash) || !isText(genesis) || !isCount(seq) || !isText(headHash))
    return 'the header is incomplete';
  if (!hashNames.includes(hash)) return `the hash ${hash} is unknown`;
  return { meetingId, hash, genesis, head: { seq, hash: headHash } };
}

/** Checks a log line by line, so that a file of any length fits; `end` gives the report. */
export class LogCheck {
  readonly #findings: Finding[] = [];
  readonly #types = new Map<string, number>();
  /** Lines of events whose words are gone, until a redaction accounts for them. */
  readonly #erased = new Map<number, number>();
  readonly #accounted = new Set<number>();
  #header: Header | null = null;
  #line = 0;
  #events = 0;
  #redacted = 0;
  #hash = '';
  #firstAt: number | null = null;
  #lastAt: number | null = null;

  #digest(text: string): string {
    return createHash(this.#header?.hash ?? 'sha256')
      .update(text, 'utf8')
      .digest('hex');
  }

  #report(problem: string, line = this.#line): void {
    if (this.#findings.length < mostFindings) this.#findings.push({ line, problem });
  }

  take(text: string): void {
    this.#line += 1;
    if (this.#line === 1) return this.#takeHeader(text);
    if (!this.#header) return;
    const fields = parseLine(text, eventKeys);
    if (typeof fields === 'string') this.#report(fields);
    else this.#takeEvent(fields, this.#header.meetingId);
  }

  #takeHeader(text: string): void {
    const header = readHeader(text);
    if (typeof header === 'string') return this.#report(header);
    this.#header = header;
    this.#hash = this.#digest(`consultation-hub-log\n${header.meetingId}`);
    if (header.genesis !== this.#hash) this.#report('the chain does not begin with this meeting');
  }

  #takeEvent(fields: Fields, meetingId: string): void {
    const { seq, at, actor, audience, type, salt, hash, payload, payloadHash, prevHash } = fields;
    if (!isCount(seq) || !isCount(at) || !isText(actor) || !isText(type) || !isText(hash) || !isText(payloadHash))
      return this.#report('a field has the wrong form');
    if (!audiences.includes(audience as string)) this.#report(`the audience ${JSON.stringify(audience)} is unknown`);
    this.#events += 1;
    if (seq !== this.#events) this.#report(`event ${this.#events} is missing or out of order: found ${seq}`);
    if (prevHash !== this.#hash) this.#report(`event ${seq} does not follow the event before it`);
    const covered = sortedJson({ meetingId, seq, at, actor, audience, type, payloadHash });
    if (hash !== this.#digest(`${this.#hash}\n${covered}`)) this.#report(`event ${seq} was changed: its hash is wrong`);
    if (at < (this.#lastAt ?? 0)) this.#report(`event ${seq} is earlier than the event before it`);
    this.#firstAt ??= at;
    this.#lastAt = at;
    this.#hash = hash;
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
    this.#takeWords({ seq, salt, payload, payloadHash });
    if (type === 'log.redacted') this.#takeRedaction(payload, seq);
  }

  #takeWords({ seq, salt, payload, payloadHash }: Fields & { seq: number }): void {
    if (payload === null && salt === null) {
      this.#redacted += 1;
      this.#erased.set(seq, this.#line);
    } else if (!isText(salt) || typeof payload !== 'object' || payload === null) {
      this.#report(`event ${seq} has words without their salt, or a salt without words`);
    } else if (payloadHash !== this.#digest(`${salt}\n${sortedJson(payload)}`)) {
      this.#report(`the words of event ${seq} were changed`);
    }
  }

  #takeRedaction(payload: unknown, at: number): void {
    const seqs = (payload as Fields | null)?.['seqs'];
    if (!Array.isArray(seqs)) return this.#report(`the redaction ${at} does not say what it erased`);
    for (const seq of seqs as unknown[]) {
      // Two people may erase the same words at the same time; the second redaction then changes nothing.
      const isObeyed = isCount(seq) && seq < at && (this.#erased.delete(seq) || this.#accounted.has(seq));
      if (isObeyed) this.#accounted.add(seq);
      else this.#report(`redaction ${at} names event ${String(seq)}, whose words are still there`);
    }
  }

  end(expectedHash?: string): LogReport {
    const { head, meetingId } = this.#header ?? { head: { seq: 0, hash: '' }, meetingId: '' };
    if (this.#line === 0) this.#report('the file is empty', 1);
    if (this.#header && (head.seq !== this.#events || (head.seq > 0 && head.hash !== this.#hash)))
      this.#report(`the header speaks of ${head.seq} events; the file holds ${this.#events}, or another last one`);
    for (const [seq, line] of this.#erased)
      this.#report(`the words of event ${seq} are gone and nothing says who erased them`, line);
    if (expectedHash !== undefined && expectedHash !== this.#hash)
      this.#report(`the last hash is ${this.#hash}, not the noted ${expectedHash}`);
    return {
      meetingId,
      events: this.#events,
      redacted: this.#redacted,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      lastHash: this.#hash,
      types: [...this.#types].toSorted(([, one], [, other]) => other - one),
      findings: this.#findings,
    };
  }
}
