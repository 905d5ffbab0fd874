// The crowd of crowd.c where there is no compiler: the same orders, the same answers, several times the processor time.
import { readFileSync } from 'node:fs';
import net from 'node:net';
import { createInterface } from 'node:readline';
import { uuidV7 } from '#server/kernel/ids.ts';
import { protocolVersion } from '#server/kernel/protocol.ts';
import { markedText, nowUs } from './words.ts';

const [kind = '', host = '', port = '', origin = '', meetingId = '', countText = '', cookieFile = '-'] =
  process.argv.slice(2);
const count = Number(countText);
const cookies = cookieFile === '-' ? [] : readFileSync(cookieFile, 'utf8').trimEnd().split('\n');
if (kind === 'pages' || kind === 'list') throw new Error(`a crowd of ${kind} needs a C compiler`);
const isStream = kind === 'stream';
const slots = 600_000;
const doublings = 5;
const firstDelayMs = 300;
const longestDelayMs = 5_000;
const talkPatienceUs = 15_000_000;

const answer = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

const zero = { frames: 0, messages: 0, gaps: 0, disorder: 0, snapshots: 0, losses: 0, refusedConnections: 0, bytes: 0 };
const totals = { ...zero };
const delays = new Uint32Array(slots);
const delay = { samples: 0, sumUs: 0, mostUs: 0 };

interface Frame {
  readonly prev: number;
  readonly seq: number;
  readonly events: readonly {
    readonly seq: number;
    readonly at: number;
    readonly type: string;
    readonly payload: { readonly text?: unknown; readonly pollId?: unknown } | null;
  }[];
}

function sample(us: number): void {
  const slot = Math.min(slots - 1, Math.floor(Math.max(0, us) / 100));
  delays[slot] = (delays[slot] ?? 0) + 1;
  delay.samples++;
  delay.sumUs += Math.max(0, us);
  delay.mostUs = Math.max(delay.mostUs, us);
}

/** By seq: how many connections have heard the event, and how long the last of them waited. */
const lasts = new Map<number, { heardBy: number; ms: number }>();

function noteLast({ seq, at }: { readonly seq: number; readonly at: number }): void {
  const known = lasts.get(seq) ?? { heardBy: 0, ms: 0 };
  lasts.set(seq, { heardBy: known.heardBy + 1, ms: Math.max(known.ms, Date.now() - at) });
}

function lastsOf(): object {
  const all = [...lasts.values()];
  const whole = all.filter(({ heardBy }) => heardBy === count).map(({ ms }) => ms);
  whole.sort((a, b) => a - b);
  const at = (index: number): number => whole[index] ?? 0;
  const [p50Ms, p99Ms] = [at(Math.floor(whole.length / 2)), at(Math.floor(whole.length * 0.99))];
  return { events: whole.length, partly: all.length - whole.length, p50Ms, p99Ms, maxMs: at(whole.length - 1) };
}

class Connection {
  readonly cookie: string | undefined;
  socket: net.Socket | null = null;
  isUp = false;
  seq = 0;
  messages = 0;
  attempts = 0;
  retryMs = 1_500;
  castAt = 0;
  readonly number: number;
  #hasHead = false;
  #rest: Buffer = Buffer.alloc(0);

  constructor(number: number, cookie: string | undefined) {
    this.number = number;
    this.cookie = cookie;
  }

  connect(): void {
    // Every connection has an address of its own: limits per address are for a hall behind one router, not for a district.
    const own = this.number + 256;
    const localAddress = `127.${(own >> 16) & 255}.${(own >> 8) & 255}.${own & 255}`;
    const from = kind === 'rival' || process.platform !== 'linux' ? {} : { localAddress };
    const socket = net.connect({ host, port: Number(port), noDelay: true, ...from });
    this.socket = socket;
    this.#hasHead = false;
    this.#rest = Buffer.alloc(0);
    handshakes++;
    socket.on('connect', () => this.#greet());
    socket.on('data', (data) => this.#take(data));
    socket.on('error', () => void totals.refusedConnections++);
    socket.on('close', () => this.#lost(socket));
  }

  #lost(socket: net.Socket): void {
    if (this.socket !== socket) return;
    this.socket = null;
    if (this.isUp) totals.losses++;
    else handshakes--;
    this.isUp = false;
    const grown = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.min(doublings, this.attempts++));
    setTimeout(() => this.connect(), isStream ? this.retryMs : grown / 2 + Math.random() * grown);
  }

  #greet(): void {
    const lines = isStream
      ? [
          `GET /api/live/${meetingId}/stream HTTP/1.1`,
          'Accept: text/event-stream',
          ...(this.seq > 0 ? [`Last-Event-ID: ${this.seq}`] : []),
        ]
      : [
          'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
          'Upgrade: websocket',
          'Connection: Upgrade',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          ...(this.cookie === undefined ? [] : [`Cookie: ${this.cookie}`]),
        ];
    this.socket?.write([...lines, `Host: ${origin.slice('http://'.length)}`, `Origin: ${origin}`, '', ''].join('\r\n'));
  }

  #take(data: Buffer): void {
    totals.bytes += data.length;
    const whole = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data;
    let used = 0;
    if (!this.#hasHead) {
      const stop = whole.indexOf('\r\n\r\n');
      if (stop >= 0) {
        this.#hasHead = true;
        used = stop + 4;
        if (whole.toString('latin1', 0, 12) !== `HTTP/1.1 ${isStream ? 200 : 101}`) {
          totals.refusedConnections++;
          this.socket?.destroy();
          return;
        }
      }
    }
    if (this.#hasHead)
      used += isStream ? this.#takeEvents(whole.subarray(used)) : this.#takeFrames(whole.subarray(used));
    this.#rest = whole.subarray(used);
  }

  #takeEvents(data: Buffer): number {
    let used = 0;
    for (;;) {
      const stop = data.indexOf('\n\n', used);
      if (stop < 0) return used;
      const fields = new Map(
        data
          .toString('utf8', used, stop)
          .split('\n')
          .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
      );
      used = stop + 2;
      if (fields.has('retry')) this.retryMs = Number(fields.get('retry'));
      if (fields.has('retry')) this.#arrive();
      if (fields.get('event') === 'frame') this.#takeFrame(JSON.parse(fields.get('data') ?? '') as Frame);
      else if (fields.get('event') === 'snapshot') this.#takeSnapshot(Number(fields.get('id')));
    }
  }

  /** Whole WebSocket text frames; the server sends no others and does not split them. */
  #takeFrames(data: Buffer): number {
    let used = 0;
    while (data.length - used >= 2) {
      const short = (data[used + 1] ?? 0) & 127;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (data.length - used < head) break;
      const size =
        short === 126 ? data.readUInt16BE(used + 2) : short === 127 ? Number(data.readBigUInt64BE(used + 2)) : short;
      if (data.length - used < head + size) break;
      const opcode = (data[used] ?? 0) & 15;
      if (opcode === 1) this.#takeText(data.toString('utf8', used + head, used + head + size));
      else if (opcode === 8) this.socket?.destroy();
      used += head + size;
    }
    return used;
  }

  #takeText(text: string): void {
    if (text === '2') this.sendText('3');
    else if (text.startsWith('0{')) this.sendText('40');
    else if (text.startsWith('40{')) this.#enter();
    else if (text.startsWith('43')) this.#takeAnswer(text);
    else if (text.startsWith('42[')) this.#takeEvent(JSON.parse(text.slice(2)) as [string, unknown]);
    else if (text.startsWith('44') || text.startsWith('41')) this.socket?.destroy();
  }

  #takeEvent([name, value]: [string, unknown]): void {
    if (name === 'frame') this.#takeFrame(value as Frame);
    else if (name === 'snapshot') this.#takeSnapshot((value as { seq: number }).seq);
    else if (name === 'goodbye') this.socket?.destroy();
    else if (name === 'chat') this.#takeChat(value as { seq: number; text: string });
  }

  #takeAnswer(text: string): void {
    const start = text.indexOf('[');
    const id = Number(text.slice(2, start));
    const [ack] = JSON.parse(text.slice(start)) as [{ ok: boolean; frame?: Frame }];
    if (id > 0) return talked(id, ack.ok, text);
    if (!ack.ok) {
      process.stderr.write(`follow was refused: ${text.slice(0, 300)}\n`);
      this.socket?.destroy();
      return;
    }
    if (ack.frame) this.#takeFrame(ack.frame);
    this.#arrive();
  }

  #enter(): void {
    if (kind === 'product') this.#follow();
    else this.#arrive();
  }

  #follow(): void {
    this.sendText(`420${JSON.stringify(['follow', { meetingId, since: this.seq, protocol: protocolVersion }])}`);
  }

  #arrive(): void {
    if (this.isUp) return;
    this.isUp = true;
    this.attempts = 0;
    handshakes--;
  }

  #takeSnapshot(seq: number): void {
    totals.snapshots++;
    this.seq = Math.max(this.seq, seq);
  }

  #takeFrame({ prev, seq, events }: Frame): void {
    totals.frames++;
    if (prev > this.seq) {
      totals.gaps++;
      if (kind === 'product') this.#follow();
      return;
    }
    let last = 0;
    for (const event of events) {
      if (event.type === 'polls.pollOpened' && event.payload?.pollId === casting?.poll) castUnlessDone(this);
      if (event.seq <= last) totals.disorder++;
      last = event.seq;
      if (event.seq > this.seq && event.type.startsWith('speaking.')) noteLast(event);
      if (event.seq > this.seq && typeof event.payload?.text === 'string') this.#hear(event.payload.text);
    }
    this.seq = Math.max(this.seq, seq);
  }

  #takeChat({ seq, text }: { seq: number; text: string }): void {
    totals.frames++;
    if (this.seq > 0 && seq > this.seq + 1) totals.gaps++;
    if (this.seq > 0 && seq <= this.seq) totals.disorder++;
    this.seq = seq;
    this.#hear(text);
  }

  #hear(text: string): void {
    const sentAt = Number(/@@\d+\.(\d+)@@/.exec(text)?.[1]);
    if (!Number.isFinite(sentAt)) return;
    sample(nowUs() - sentAt);
    totals.messages++;
    this.messages++;
  }

  /** The masking key is zero, which leaves the text as it is. */
  sendText(text: string): void {
    const body = Buffer.from(text);
    const isShort = body.length < 126;
    const head = Buffer.alloc(isShort ? 6 : 8);
    head[0] = 0x81;
    head[1] = 0x80 | (isShort ? body.length : 126);
    if (!isShort) head.writeUInt16BE(body.length, 2);
    this.socket?.write(Buffer.concat([head, body]));
  }
}

const connections = Array.from(
  { length: count },
  (_, index) => new Connection(index, cookies.length > 0 ? cookies[index % cookies.length] : undefined),
);
let handshakes = 0;
const standing = (seq: number): number => connections.filter((one) => one.isUp && one.seq >= seq).length;

function open(window: number): void {
  const startedAt = nowUs();
  let opened = 0;
  const timer = setInterval(() => {
    while (opened < count && handshakes < window) connections[opened++]?.connect();
    if (opened < count || standing(0) < count) return;
    clearInterval(timer);
    answer({ open: count, ms: (nowUs() - startedAt) / 1_000 });
  }, 5);
}

let talk = { count: 0, sent: 0, refused: 0, answered: new Set<number>() };

function talked(id: number, isOk: boolean, text: string): void {
  if (id > talk.count || talk.answered.has(id)) return;
  talk.answered.add(id);
  if (casting) {
    casting.lastAt = nowUs();
    sample(casting.lastAt - (connections[id - 1]?.castAt ?? 0));
  }
  if (!isOk && talk.refused++ < 3) process.stderr.write(`refused: ${text.slice(0, 300)}\n`);
}

function say(type: string, number: number): void {
  const connection = connections[(number * 7_919) % count];
  if (!connection?.isUp) return;
  const text = markedText(number);
  const input = { text, replyTo: null };
  const packet = kind === 'rival' ? ['say', text] : ['command', { meetingId, commandId: uuidV7(), type, input }];
  connection.sendText(`42${number + 1}${JSON.stringify(packet)}`);
}

function startTalking(type: string, perSecond: number, total: number): void {
  talk = { count: total, sent: 0, refused: 0, answered: new Set() };
  const startedAt = nowUs();
  let overAt = startedAt + talkPatienceUs;
  const timer = setInterval(() => {
    while (talk.sent < total && nowUs() >= startedAt + (talk.sent * 1e6) / perSecond) {
      say(type, talk.sent++);
      overAt = nowUs() + talkPatienceUs;
    }
    if (talk.answered.size < total && nowUs() < overAt) return;
    clearInterval(timer);
    answer({ sent: talk.sent, acked: talk.answered.size - talk.refused, refused: talk.refused });
  }, 1);
}

let casting: { readonly poll: string; readonly window: number; firstAt: number; lastAt: number } | null = null;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function castUnlessDone(connection: Connection): void {
  if (casting && connection.castAt === 0) cast(connection);
}

/** One ballot: six in ten say yes, three no, one abstains. */
function cast(connection: Connection): void {
  if (!casting) return;
  const { number } = connection;
  const answer = number % 10 < 6 ? 'yes' : 'no';
  const choice = number % 10 === 9 ? { kind: 'abstain' } : { kind: 'yesNo', answer };
  const receipt = Array.from({ length: 20 }, () => letters[Math.floor(Math.random() * 32)]).join('');
  connection.castAt = nowUs();
  casting.firstAt ||= connection.castAt;
  talk.sent++;
  const input = { pollId: casting.poll, choice, receipt };
  const command = { meetingId, commandId: uuidV7(), type: 'polls.castBallot', input };
  if (connection.isUp) connection.sendText(`42${number + 1}${JSON.stringify(['command', command])}`);
}

function startCasting(poll: string, window: number): void {
  reset();
  talk = { count, sent: 0, refused: 0, answered: new Set() };
  const vote = { poll, window, firstAt: 0, lastAt: 0 };
  casting = vote;
  for (const connection of connections) connection.castAt = 0;
  const overAt = nowUs() + 12 * talkPatienceUs;
  const timer = setInterval(() => {
    while (window > 0 && talk.sent < count && talk.sent - talk.answered.size < window)
      cast(connections[talk.sent] as Connection);
    if (talk.answered.size < count && nowUs() < overAt) return;
    clearInterval(timer);
    casting = null;
    const { sent, refused, answered } = talk;
    const delaysMs = { p50Ms: percentileMs(0.5), p99Ms: percentileMs(0.99), maxMs: delay.mostUs / 1_000 };
    answer({ sent, acked: answered.size - refused, refused, ms: (vote.lastAt - vote.firstAt) / 1_000, ...delaysMs });
  }, 1);
}

function reach(seq: number, timeoutMs: number): void {
  const startedAt = nowUs();
  const timer = setInterval(() => {
    const there = standing(seq);
    const ms = (nowUs() - startedAt) / 1_000;
    if (there < count && ms < timeoutMs) return;
    clearInterval(timer);
    answer({ reached: there, of: count, ms });
  }, 5);
}

function percentileMs(share: number): number {
  const wanted = Math.min(delay.samples - 1, Math.floor(delay.samples * share));
  let sum = 0;
  for (let slot = 0; delay.samples > 0 && slot < slots; slot++) {
    sum += delays[slot] ?? 0;
    if (sum > wanted) return slot / 10;
  }
  return 0;
}

function stats(): object {
  const range = (pick: (one: Connection) => number): [number, number] => {
    const values = connections.map(pick);
    return [Math.min(...values), Math.max(...values)];
  };
  const [least, most] = range((one) => one.messages);
  const [leastSeq, mostSeq] = range((one) => one.seq);
  const delaysMs = {
    meanMs: delay.samples > 0 ? delay.sumUs / 1_000 / delay.samples : 0,
    p50Ms: percentileMs(0.5),
    p90Ms: percentileMs(0.9),
    p99Ms: percentileMs(0.99),
    maxMs: delay.mostUs / 1_000,
  };
  return { count, up: standing(0), ...totals, least, most, leastSeq, mostSeq, ...delaysMs };
}

function reset(): void {
  Object.assign(totals, zero);
  delays.fill(0);
  Object.assign(delay, { samples: 0, sumUs: 0, mostUs: 0 });
  lasts.clear();
  for (const connection of connections) connection.messages = 0;
}

function obey(order: string, args: readonly string[]): void {
  const numbers = args.map(Number);
  if (order === 'open') open(numbers[1] ?? 1);
  else if (order === 'talk') startTalking(args[0] ?? '', numbers[1] ?? 1, numbers[2] ?? 0);
  else if (order === 'cast') startCasting(args[0] ?? '', numbers[1] ?? 0);
  else if (order === 'reach') reach(numbers[0] ?? 0, numbers[1] ?? 0);
  else if (order === 'stats') answer(stats());
  else if (order === 'lasts') answer(lastsOf());
  else if (order === 'quit') process.exit(0);
  else if (order === 'reset') {
    reset();
    answer({});
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [order = '', ...args] = line.split(' ');
    obey(order, args);
  })
  .on('close', () => process.exit(0));
