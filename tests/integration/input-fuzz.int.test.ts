import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { isStorable } from '#server/kernel/storable.ts';
import { largestMessageBytes } from '#server/realtime/sockets.ts';
import { details, type Person, placesOf, sessionCookie, situations } from '#tests/support/cast.ts';
import { type Matrix, openMatrix, papers, type Scene } from '#tests/support/matrix.ts';
import { nastyText, spoiled } from '#tests/support/nasty.ts';
import { commandSamples } from '#tests/support/samples.ts';

// Everything that comes from outside, made bad in every way we can think of. The seed is printed by fast-check when a
// run fails; set FUZZ_SEED to run it again.

const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
const runs = 50;
const crowdSize = 40;

let matrix: Matrix;
let scene: Scene;
let crowd: readonly Person[];
beforeAll(async () => {
  matrix = await openMatrix(situations.filter(({ label }) => label === 'live'));
  scene = matrix.scenes[0] as Scene;
  crowd = await Promise.all(Array.from({ length: crowdSize }, hire));
  const persons = [
    ...placesOf(scene.cast),
    ...crowd.map(({ userId }) => ({ userId, roles: ['chair', 'clerk', 'technician', 'member'] })),
  ];
  const officer: Actor = { kind: 'user', userId: uuidV7() as UserId, role: 'officer', sessionId: 's', name: 'Officer' };
  const input = { persons, sectorIds: [], committeeIds: [] };
  const ack = await matrix.service.hub.submit(scene.meetingId, uuidV7(), 'meetings.setParticipants', input, officer);
  expect(ack.ok).toBe(true);
  await matrix.settled();
  process.stdout.write(`input fuzz: seed ${seed}\n`);
});
afterAll(() => matrix.close());

/** An officer who also holds every role in the meeting, so that no policy stands between the input and the contract. */
async function hire(): Promise<Person> {
  const userId = uuidV7();
  const token = randomUUID();
  const name = `p${userId.replaceAll('-', '')}`;
  await matrix.prisma.user.create({
    data: {
      id: userId,
      name,
      username: name,
      email: `${name}@accounts.invalid`,
      role: 'officer',
      mustChangePassword: false,
    },
  });
  await matrix.prisma.session.create({
    data: { id: uuidV7(), token, userId, expiresAt: new Date(Date.now() + 86_400_000) },
  });
  const officer = scene.cast.find(({ label }) => label === 'officer') as Person;
  const address = `198.19.0.${Math.floor(Math.random() * 250)}`;
  return { ...officer, userId, cookie: sessionCookie(token), ref: `user:${userId}`, address };
}

const connect = (person: Person): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = io(matrix.product.url, {
      transports: ['websocket'],
      extraHeaders: { cookie: person.cookie, 'x-forwarded-for': person.address },
      reconnection: false,
      forceNew: true,
    });
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });

async function emit(socket: Socket, event: string, ...args: unknown[]): Promise<CommandAck> {
  return (await socket.timeout(20_000).emitWithAck(event, ...args)) as CommandAck;
}

/** What the message around the input needs at the most. */
const envelopeBytes = 1_000;

/** Spoiled values that a socket takes at all: a longer message ends its connection, which has a test of its own. */
const sendable = (sample: unknown): fc.Arbitrary<unknown> =>
  spoiled(sample).filter((value) => Buffer.byteLength(JSON.stringify(value)) < largestMessageBytes - envelopeBytes);

/** Commands that end a phase take anything for input that is an object; here they get none. */
const lifecycle = /^meetings\.(open|start|suspend|resume|end|archive)Meeting$/;

const clean = (log: string): void => {
  expect(log).not.toMatch(/"level":(50|60)|unhandled|Unhandled/);
};

describe('input fuzz', () => {
  test('L7 commands: bad input is refused, nothing of it is written, and who sends good ones notices nothing', async () => {
    const { hub } = matrix.service;
    const [keeper, ...senders] = await Promise.all(crowd.map(connect));
    if (!keeper) throw new Error('nobody is there');
    const tries = hub.modules.commandTypes.flatMap((type) =>
      fc
        .sample(sendable(commandSamples[type]?.(scene.cast)), { numRuns: runs, seed })
        .filter((input) => !lifecycle.test(type) || typeof input !== 'object' || input === null || Array.isArray(input))
        .map((input) => {
          const contract = hub.modules.command(type)?.definition.input;
          return { type, input, isGood: isStorable(input) && contract?.safeParse(input).success === true };
        }),
    );
    const bad = tries.filter(({ isGood }) => !isGood);
    const odd = tries.filter(({ isGood }) => isGood);
    expect(bad.length).toBeGreaterThan(500);
    expect(odd.length).toBeGreaterThan(50);
    const kinds: Record<string, number> = {};
    const faults: string[] = [];
    const half = Math.floor(senders.length / 2);
    // The first half sends bad input only, so that what they wrote can be told: nothing.
    for (const [list, from, to] of [
      [bad, 0, half],
      [odd, half, senders.length],
    ] as const) {
      for (let at = 0; at < list.length; at += to - from) {
        const round = list.slice(at, at + to - from);
        const send = async ({ type, input, isGood }: (typeof tries)[number], index: number): Promise<void> => {
          const envelope = { meetingId: scene.meetingId, commandId: uuidV7(), type, input };
          const ack = await emit(senders[from + index] as Socket, 'command', envelope);
          const kind = ack.ok ? 'ok' : ack.error.kind;
          kinds[kind] = (kinds[kind] ?? 0) + 1;
          const isRight = isGood
            ? !['internal', 'unavailable', 'rate_limited'].includes(kind)
            : kind === 'invalid_input';
          if (!isRight) faults.push(`${type} ${JSON.stringify(input).slice(0, 200)}: ${kind}`);
        };
        const label = `round ${at}`;
        const good = {
          meetingId: scene.meetingId,
          commandId: uuidV7(),
          type: 'meetings.reviseMeeting',
          input: { label },
        };
        const [kept] = await Promise.all([emit(keeper, 'command', good), ...round.map(send)]);
        if (!kept.ok) faults.push(`a good command beside ${label}: ${kept.error.code}`);
        await new Promise((resume) => setTimeout(resume, 60));
      }
    }
    for (const socket of [keeper, ...senders]) socket.disconnect();
    process.stdout.write(`input fuzz: ${tries.length} commands, ${JSON.stringify(kinds)}, ${faults.length} wrong\n`);
    expect(faults).toEqual([]);
    const actor = { in: crowd.slice(1, half + 1).map(({ ref }) => ref) };
    expect(await matrix.prisma.logEvent.count({ where: { meetingId: scene.meetingId, actor } })).toBe(0);
    clean(matrix.product.log());
  }, 180_000);

  test('L7 a message longer than the limit ends its sender’s connection and nobody else’s', async () => {
    const [sender, bystander] = await Promise.all(crowd.slice(0, 2).map(connect));
    if (!sender || !bystander) throw new Error('nobody is there');
    const gone = new Promise((resolve) => sender.once('disconnect', resolve));
    sender.emit('command', { meetingId: scene.meetingId, input: 'x'.repeat(largestMessageBytes) }, () => undefined);
    await gone;
    const good = {
      meetingId: scene.meetingId,
      commandId: uuidV7(),
      type: 'meetings.reviseMeeting',
      input: { label: 'on' },
    };
    expect(await emit(bystander, 'command', good)).toMatchObject({ ok: true });
    bystander.disconnect();
  });

  test('L7 envelopes and other messages of the socket: a refusal or silence, and the socket still serves', async () => {
    const person = crowd[0] as Person;
    const other = await connect(crowd[1] as Person);
    const socket = await connect(person);
    const envelope = { meetingId: scene.meetingId, commandId: uuidV7(), type: 'chat.setChannel', input: {} };
    const follow = { meetingId: scene.meetingId, since: 0, protocol: 1 };
    const messages = [
      ...fc.sample(sendable(envelope), { numRuns: 25, seed }).map((body) => ['command', body] as const),
      ...fc.sample(sendable(follow), { numRuns: 40, seed }).map((body) => ['follow', body] as const),
      ...fc.sample(sendable(follow), { numRuns: 20, seed }).map((body) => ['unfollow', body] as const),
      ...fc.sample(sendable({ at: 1 }), { numRuns: 10, seed }).map((body) => ['clock', body] as const),
      ...['__proto__', 'constructor', 'disconnecting', 'frame', 'x'.repeat(5_000)].map((name) => [name, {}] as const),
    ];
    for (const [name, body] of messages) {
      if (name === 'disconnecting') continue;
      const ack = (await emit(socket, name, body)) as { ok?: boolean; error?: { kind: string }; serverNow?: number };
      const isAnswered = ack.ok === true || ack.serverNow !== undefined;
      if (!isAnswered) expect(['invalid_input', 'forbidden', 'conflict', 'rate_limited']).toContain(ack.error?.kind);
    }
    // Without an answer asked for, with too many values, with bytes.
    socket.emit('command', envelope);
    socket.emit('follow');
    socket.emit('command', envelope, envelope, envelope);
    socket.emit('command', Buffer.alloc(1_000));
    expect(await emit(other, 'follow', follow)).toMatchObject({ ok: true });
    expect(await emit(socket, 'follow', follow)).toMatchObject({ ok: true });
    socket.disconnect();
    other.disconnect();
    clean(matrix.product.log());
  }, 120_000);

  test('E1 bodies and addresses of every route: a refusal with a code, never a failure', async () => {
    const officer = crowd[2] as Person;
    const commandId = uuidV7();
    const credential = {
      name: 'a device',
      response: {
        id: 'AAAA',
        rawId: 'AAAA',
        type: 'public-key',
        clientExtensionResults: {},
        response: { clientDataJSON: 'e30', attestationObject: 'oA', authenticatorData: 'AA', signature: 'AA' },
      },
    };
    const bodies: Readonly<Record<string, object>> = {
      '/api/session': { identifier: 'somebody', password: 'a-long-password' },
      '/api/session/password': { current: 'a-long-password', next: 'another-long-password' },
      '/api/visitors/code': { phone: '13900000000' },
      '/api/visitors/verify': { phone: '13900000000', code: '000000', name: 'Somebody' },
      '/api/members/import/confirm': {
        rows: [
          {
            row: { number: '1', name: 'n', gender: '男', sector: 's', committees: '', party: '', post: '', phone: '' },
            basedOn: 1,
          },
        ],
      },
      '/api/members/revise': {
        memberId: uuidV7(),
        basedOn: 1,
        details: {
          name: 'n',
          gender: 'male',
          party: '',
          post: '',
          phone: null,
          sectorId: uuidV7(),
          committeeIds: [uuidV7()],
          isActive: true,
        },
      },
      '/api/live/meetings': { meetingId: uuidV7(), details },
      '/api/chat/words': { words: ['a word'], kind: 'block' },
      '/api/chat/words/test': { text: 'a text' },
      '/api/retention': { recordingDays: 60, wordDays: 180, auditDays: 180, basedOn: 999_999 },
      '/api/consents': {
        after: '999999',
        wording: {
          zh: { line: 'a line to agree to', text: 'a text that is long enough to say something' },
          en: { line: 'a line to agree to', text: 'a text that is long enough to say something' },
        },
      },
      '/api/live/:meetingId/media-token': { deviceId: 'device-one' },
      '/api/live/:meetingId/screen-token': { deviceId: 'device-one' },
      '/api/live/:meetingId/encoders': { sourceId: uuidV7(), label: 'OBS' },
      '/api/live/:meetingId/watch-token': {},
      '/api/live/:meetingId/following': { followerId: uuidV7() },
      '/api/live/:meetingId/polls/:pollId/answer': {
        commandId,
        choice: { kind: 'abstain' },
        receipt: 'AAAABBBBCCCCDDDD',
      },
      '/api/live/:meetingId/commands': { commandId, type: 'chat.setChannel', input: {} },
      '/api/livekit/webhook': { event: 'participant_joined', id: 'x', room: { name: scene.meetingId } },
      '/api/members/import/preview': { number: '1' },
      '/api/accounts': { username: 'fresh', name: 'n', role: 'department', post: '', phone: null },
      '/api/accounts/passwords': { userIds: [uuidV7()] },
      '/api/accounts/:userId/revise': { name: 'n', role: 'department', post: '', phone: null },
      '/api/accounts/:userId/standing': { isDisabled: false },
      '/api/auth/passkey/verify-registration': credential,
      '/api/auth/passkey/verify-authentication': credential,
      '/api/auth/passkey/delete-passkey': { id: uuidV7() },
      '/api/auth/sign-in/social': { provider: 'oidc', callbackURL: '/desk' },
      '/api/auth/link-social': { provider: 'oidc', callbackURL: '/desk' },
      '/api/auth/unlink-account': { providerId: 'oidc' },
    };
    // A route that takes a body is fuzzed, or this fails.
    const taking = matrix.routes.filter(({ method }) => method === 'POST').map(({ path }) => path);
    expect(Object.keys(bodies).sort()).toEqual([...taking].sort());
    const faults: string[] = [];
    let count = 0;
    const check = async (method: string, path: string, body?: unknown): Promise<void> => {
      count++;
      const address = `198.18.${count % 250}.${Math.floor(count / 250)}`;
      const { status } = await matrix.ask({ ...officer, address }, method, path, body);
      if (status >= 500) faults.push(`${method} ${path} ${JSON.stringify(body)?.slice(0, 200)}: ${status}`);
    };
    for (const [pattern, sample] of Object.entries(bodies)) {
      const path = pattern.replace(':meetingId', scene.meetingId).replace(/:\w+/, uuidV7());
      // Where a good input costs the hashing of a password there are fewer.
      const numRuns = /^\/api\/(session|accounts)/.test(path) ? 15 : runs;
      const wrong = fc.sample(spoiled(sample), { numRuns, seed });
      for (const body of wrong) await check('POST', path, JSON.stringify(body));
      for (const raw of ['', 'null', '{', '\ufeff{}', '{"a":1}}', 'x'.repeat(70_000), '[1e999]', '"\\ud800"'])
        await check('POST', path, raw);
    }
    for (const text of fc.sample(nastyText, { numRuns: 60, seed })) {
      const encoded = encodeURIComponent(text.toWellFormed());
      const at = `/api/live/${scene.meetingId}`;
      await check('GET', `/api/live/${encoded}/snapshot`);
      await check('GET', `${at}/tail?since=${encoded}`);
      await check('GET', `${at}/pages/${encoded}`);
      await check('GET', `${at}/documents/${encoded}`);
      await check('GET', `${at}/documents/${uuidV7()}/pages/${encoded}`);
      await check('GET', `/api/live/${encoded}/hall-state`);
      await check('PUT', `${at}/documents/${uuidV7()}?title=${encoded}&itemId=${encoded}`, '%PDF-1.4');
      await check('PUT', `${at}/documents/${encoded}?title=x`, '%PDF-1.4');
      await check('DELETE', `/api/chat/words/${encoded}`);
      await check('DELETE', `/api/sessions/${encoded}`);
      await check('GET', `/api/members/export?format=${encoded}`);
      await check(
        'POST',
        '/api/members/import/preview',
        `委员编号,姓名\n${text.toWellFormed()},"${text.toWellFormed()}`,
      );
    }
    // Names that every object has are no votes.
    for (const raw of ['constructor', '__proto__', 'toString'])
      for (const what of ['roll', 'list', 'export'])
        await check('GET', `/api/live/${scene.meetingId}/polls/${raw}/${what}`);
    for (const raw of ['%00', '%ff%fe', '%', '%c0%af', '..%2f..%2fetc', 'a/'.repeat(1_000)]) {
      await check('GET', `/api/live/${raw}/snapshot`);
      await check('GET', `/api/live/${scene.meetingId}/documents/${raw}`);
      await check('GET', `/api/live/${scene.meetingId}/tail?since=${raw}`);
      await check('DELETE', `/api/chat/words/${raw}`);
    }
    process.stdout.write(`input fuzz: ${count} requests, ${faults.length} wrong\n`);
    expect(faults).toEqual([]);
    const { status } = await matrix.ask(officer, 'GET', `/api/live/${scene.meetingId}/documents/${papers.public}`);
    expect(status).toBe(200);
    clean(matrix.product.log());
  }, 180_000);
});
