import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dispose, type Room, RoomEvent } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveService } from '#server/live-service.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import type { RoomsState } from '#server/modules/rooms/domain.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { Livekit } from '#server/platform/livekit.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { joinMedia, publishCamera } from '#tests/support/media-clients.ts';
import { askMediaServer } from '#tests/support/signal-client.ts';

let database: TestDatabase;
let livekit: LocalLiveKit;
let receiver: Server;
let service: LiveService;
let prisma: typeof Prisma;
let closeDatabase: () => Promise<void>;
/** Every webhook as it came, to be sent again. */
const webhooks: { body: string; authorization: string }[] = [];
const joined: Room[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const hook = { body: Buffer.concat(chunks).toString(), authorization: req.headers.authorization ?? '' };
      webhooks.push(hook);
      service.media.webhook(hook.body, hook.authorization).then(
        (result) => res.writeHead(result.ok ? 200 : 503).end(),
        () => res.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/` });
  // The pool is made when the module is first read, so its address is set before.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] ??= 'x'.repeat(40);
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  ({ prisma, closeDatabase } = await import('#server/platform/db.ts'));
  const { Publisher } = await import('#server/realtime/publisher.ts');
  service = new Service(
    readEnv({
      DATABASE_URL: database.url,
      AUTH_SECRET: 'x'.repeat(40),
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
      PUBLIC_WEBRTC_LIMIT: '3',
      LOG_LEVEL: 'silent',
    }),
  );
  await service.start({
    publisher: new Publisher([]),
    onRightsChanged: () => undefined,
    onSessionEnded: () => void service.media.endSessions(),
    isFollowed: () => true,
  });
});
afterEach(async () => {
  await Promise.all(joined.splice(0).map((room) => room.disconnect()));
});
afterAll(async () => {
  await service.close();
  await livekit.stop();
  receiver.close();
  await closeDatabase();
  await database.drop();
  await dispose();
});

type Person = Extract<Actor, { kind: 'user' }>;
let meetingId: MeetingId;
let chair: Person;
let technician: Person;
let member: Person;

async function account(role: 'officer' | 'member'): Promise<Person> {
  const id = uuidV7();
  await prisma.user.create({ data: { id, name: `Person ${id.slice(-4)}`, email: id, username: id, role } });
  await prisma.session.create({ data: { id, token: id, userId: id, expiresAt: new Date(Date.now() + 3_600_000) } });
  return { kind: 'user', userId: id as UserId, role, sessionId: id, name: 'Person' };
}

async function send(actor: Actor, type: string, input: object, to = meetingId): Promise<void> {
  expect(await service.hub.submit(to, uuidV7(), type, input, actor)).toMatchObject({ ok: true });
}

const item = (itemId: string, visibility: 'public' | 'closed') => ({
  itemId,
  parentId: null,
  title: itemId,
  kind: 'report',
  plannedMinutes: 10,
  visibility,
});

beforeEach(async () => {
  const officer = await account('officer');
  [chair, technician, member] = await Promise.all([account('member'), account('member'), account('member')]);
  meetingId = uuidV7() as MeetingId;
  await service.meetingEnvironment().createHead(meetingId);
  await send(officer, 'meetings.planMeeting', {
    title: 'Consultation',
    kind: 'remote',
    label: '',
    place: '',
    plannedStartAt: 1_800_000_000_000,
    plannedEndAt: 1_800_003_600_000,
    access: 'public',
  });
  await send(officer, 'meetings.setAgenda', { items: [item('open', 'public'), item('closed', 'closed')] });
  const place = (person: Person, ...roles: MeetingRole[]) => ({ userId: person.userId, roles });
  await send(officer, 'meetings.setParticipants', {
    persons: [place(chair, 'chair'), place(technician, 'technician'), place(member, 'member')],
    sectorIds: [],
    committeeIds: [],
  });
  await send(chair, 'meetings.openMeeting', {});
  await expect
    .poll(
      () =>
        client()
          .listRooms([meetingId])
          .then((rooms) => rooms.length),
      patience,
    )
    .toBe(1);
});

const patience = { timeout: 20_000, interval: 50 };
const client = () => new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret);
const identities = async (): Promise<readonly string[]> =>
  (await client().listParticipants(meetingId)).map(({ identity }) => identity).sort();
const rooms = async (): Promise<RoomsState> => (await service.stateOf(meetingId))?.['rooms'] as RoomsState;

async function ticketFor(person: Actor, deviceId = 'device-one'): Promise<MediaTicket> {
  const result = await service.media.ticket(person, meetingId, deviceId);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

async function enter(person: Person, deviceId = 'device-one'): Promise<Room> {
  await send(person, 'rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
  return join(await ticketFor(person, deviceId));
}

async function join(ticket: Pick<MediaTicket, 'url' | 'token'>): Promise<Room> {
  const room = await joinMedia(ticket);
  joined.push(room);
  return room;
}

const gone = (room: Room): Promise<void> =>
  new Promise((resolve) => room.once(RoomEvent.Disconnected, () => resolve()));
async function watchTicket(): Promise<MediaTicket> {
  const answer = await service.media.watchTicket(meetingId);
  if (!answer.ok) throw new Error(answer.error.code);
  if ('instead' in answer.value) throw new Error(answer.value.because);
  return answer.value;
}
const watch = async (): Promise<Room> => join(await watchTicket());

test('R1 R11 the technician publishes; a member with a client of their own cannot', async () => {
  const hall = await enter(technician);
  const camera = await publishCamera(hall);
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  const home = await enter(member);
  await expect(publishCamera(home)).rejects.toThrow();
  expect(Object.values((await rooms()).tracks).map(({ userId }) => userId)).toEqual([technician.userId]);
  await expect.poll(() => home.remoteParticipants.size, patience).toBe(1);
  await camera.stop();
});

test('R2 a ticket lives ten minutes at most and says nothing about the person', async () => {
  const { token, identity } = await ticketFor(member);
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  expect(Number(claims['exp']) - Math.floor(Date.now() / 1000)).toBeLessThanOrEqual(600);
  expect(identity).toBe(`${member.userId}.device-one`);
  expect(claims).not.toHaveProperty('name');
  expect(claims).not.toHaveProperty('metadata');
  expect(claims['attributes'] ?? {}).toEqual({});
});

test('R1 the hall’s picture is told apart without knowing anybody’s role', async () => {
  const hall = await enter(technician);
  await enter(chair);
  const home = await enter(member);
  const placeOf = ({ userId }: Person): string | undefined =>
    [...home.remoteParticipants.values()].find(({ identity }) => identity.startsWith(userId))?.attributes['place'];
  await expect.poll(() => placeOf(technician), patience).toBe('venue');
  expect(placeOf(chair)).toBeUndefined();
  expect(hall.isConnected).toBe(true);
});

test('R3 a second device ends the first', async () => {
  const first = await enter(chair, 'device-one');
  const isGone = gone(first);
  await enter(chair, 'device-two');
  await isGone;
  expect(await identities()).toEqual([`${chair.userId}.device-two`]);
});

test('R4 no ticket before the meeting opens, for strangers and after it ended', async () => {
  const stranger = await account('member');
  expect(await service.media.ticket(stranger, meetingId, 'device-one')).toMatchObject({ ok: false });
  expect(await service.media.ticket(member, uuidV7() as MeetingId, 'device-one')).toMatchObject({ ok: false });
  await enter(member);
  await send(chair, 'meetings.startMeeting', {});
  await send(chair, 'meetings.endMeeting', {});
  const refused = { ok: false, error: { code: 'rooms.mediaClosed' } };
  expect(await service.media.ticket(member, meetingId, 'device-one')).toMatchObject(refused);
  expect(await service.media.watchTicket(meetingId)).toMatchObject(refused);
  await expect
    .poll(
      () =>
        client()
          .listRooms([meetingId])
          .then((all) => all.length),
      patience,
    )
    .toBe(0);
  await expect.poll(async () => Object.keys((await rooms()).media), patience).toEqual([]);
});

test('R5 the public leaves when a closed item starts, is refused meanwhile and comes back', async () => {
  await send(chair, 'meetings.startMeeting', {});
  await send(chair, 'meetings.startItem', { itemId: 'open', basedOn: null });
  const home = await enter(member);
  const spare = await watchTicket();
  const viewer = await watch();
  expect(home.remoteParticipants.size).toBe(0);
  const isGone = gone(viewer);
  await send(chair, 'meetings.startItem', { itemId: 'closed', basedOn: 'open' });
  await isGone;
  expect(await service.media.watchTicket(meetingId)).toMatchObject({ ok: false, error: { code: 'rooms.closedItem' } });
  // A ticket saved from before is still signed: whoever joins with it is put out again.
  const sneak = await join(spare);
  if (sneak.isConnected) await gone(sneak);
  expect(await identities()).toEqual([`${member.userId}.device-one`]);
  await send(chair, 'meetings.startItem', { itemId: 'open', basedOn: 'closed' });
  expect((await watch()).isConnected).toBe(true);
});

/** A viewer's ticket as another node would sign it, which knows nothing of the places that this one has promised. */
const ticketOfAnotherNode = async (identity: string, lifeSeconds = 60): Promise<{ url: string; token: string }> => {
  const { url, apiKey, apiSecret } = livekit;
  const rights = { canPublish: false, sources: [], canSubscribe: true, isHidden: true, isVenue: false };
  const token = await new Livekit({ url, publicUrl: url, apiKey, apiSecret }).token(
    meetingId,
    identity,
    rights,
    lifeSeconds,
  );
  return { url, token };
};

test('R40 the public gets as many places as there are; whoever else is sent to the segments, and comes in when one is free', async () => {
  const [first] = [await watch(), await watch(), await watch()];
  const full = { ok: true, value: { instead: 'segments', because: 'full' } };
  expect(await service.media.watchTicket(meetingId)).toEqual(full);
  const surplus = await join(await ticketOfAnotherNode('public.late'));
  if (surplus.isConnected) await gone(surplus);
  await service.media.checkRoom(meetingId);
  expect((await identities()).length).toBe(3);
  expect(await service.media.watchTicket(meetingId)).toEqual(full);
  await first.disconnect();
  await expect.poll(async () => (await identities()).length, patience).toBe(2);
  await service.media.checkRoom(meetingId);
  expect((await watch()).isConnected).toBe(true);
});

test('R41 a viewer’s ticket sends nothing, is good for one connection, and lapses', async () => {
  const ticket = await watchTicket();
  const claims = JSON.parse(Buffer.from(ticket.token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number;
    video: object;
  };
  expect(claims.exp - Math.floor(Date.now() / 1000)).toBeLessThanOrEqual(60);
  expect(claims.video).toEqual({
    roomJoin: true,
    room: meetingId,
    canPublish: false,
    canPublishSources: [],
    canSubscribe: true,
    canPublishData: false,
    canUpdateOwnMetadata: false,
    hidden: true,
  });
  expect(await askMediaServer(ticket)).toMatchObject({
    permission: { canPublish: false, canSubscribe: true, canPublishData: false },
    isCameraTaken: false,
  });
  const viewer = await join(ticket);
  const hall = await enter(technician);
  let heard = 0;
  hall.on(RoomEvent.DataReceived, () => heard++);
  await viewer.localParticipant?.publishData(Buffer.from('words'), { reliable: true }).catch(() => undefined);
  const isGone = gone(viewer);
  const again = await join(ticket);
  await isGone;
  expect(again.isConnected).toBe(true);
  expect(heard).toBe(0);
  // The media server allows a minute for clocks that differ.
  await expect(join(await ticketOfAnotherNode('public.old', -90))).rejects.toThrow();
});

test('R6 a removed person leaves the media and a ticket kept from before does not help', async () => {
  const home = await enter(member);
  const kept = await ticketFor(member);
  const isGone = gone(home);
  await send(chair, 'rooms.removePerson', { userId: member.userId, reason: 'noise' });
  await isGone;
  await expect(ticketFor(member)).rejects.toThrow('rooms.removed');
  const again = await join(kept);
  if (again.isConnected) await gone(again);
  expect(await identities()).toEqual([]);
});

test('R14 ending a session ends its media, and a ticket kept from it does not help', async () => {
  const home = await enter(member);
  const kept = await ticketFor(member);
  const others = await enter(technician);
  const isGone = gone(home);
  const endedAt = performance.now();
  await prisma.session.delete({ where: { id: member.sessionId } });
  await isGone;
  process.stdout.write(`media left ${Math.round(performance.now() - endedAt)} ms after the session ended\n`);
  await expect(ticketFor(member)).rejects.toThrow('not_found');
  const again = await join(kept);
  if (again.isConnected) await gone(again);
  expect(others.isConnected).toBe(true);
  // Signed in again, on the same device: a new session, a new seat.
  const id = uuidV7();
  const expiresAt = new Date(Date.now() + 3_600_000);
  await prisma.session.create({ data: { id, token: id, userId: member.userId, expiresAt } });
  expect((await join(await ticketFor({ ...member, sessionId: id }))).isConnected).toBe(true);
});

test('R16 a hall screen is its opener’s neither device nor presence, publishes nothing and ends with the session', async () => {
  const screenFor = async (person: Actor): Promise<MediaTicket> => {
    const result = await service.media.screenTicket(person, meetingId, 'screen-one');
    if (!result.ok) throw new Error(result.error.code);
    return result.value;
  };
  await expect(screenFor(member)).rejects.toThrow('not_found');
  await expect(screenFor(await account('member'))).rejects.toThrow('not_found');
  const office = await screenFor(await account('officer'));
  expect(office.canPublish).toBe(false);

  const hall = await enter(technician);
  const kept = await screenFor(technician);
  const screen = await join(kept);
  const other = await join(office);
  await expect(publishCamera(screen)).rejects.toThrow();
  await service.media.checkRoom(meetingId);
  // Neither of the two has put the other out, and nobody sees the screen.
  expect([hall, screen, other].map(({ isConnected }) => isConnected)).toEqual([true, true, true]);
  expect(hall.remoteParticipants.size).toBe(0);
  const { people, media } = await rooms();
  expect(Object.keys(people)).toEqual([technician.userId]);
  await expect
    .poll(async () => Object.keys((await rooms()).media), patience)
    .toEqual([`${technician.userId} device-one`]);
  expect(Object.keys(media).filter((key) => key.includes('screen'))).toEqual([]);

  const isGone = gone(screen);
  await prisma.session.delete({ where: { id: technician.sessionId } });
  await isGone;
  const again = await join(kept);
  if (again.isConnected) await gone(again);
  expect(other.isConnected).toBe(true);
});

test('malformed signalling and packets (ASVS 17.2.4, 17.3.1, 17.3.2) disturb nobody', async () => {
  const hall = await enter(technician);
  const camera = await publishCamera(hall);
  const home = await enter(member);
  await expect.poll(() => home.remoteParticipants.size, patience).toBe(1);
  const { token } = await ticketFor(chair);
  const signalling = `${livekit.url.replace('http', 'ws')}/rtc?access_token=${token}&protocol=15`;
  const broken = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const socket = new WebSocket(signalling);
      const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
      await new Promise((resolve) => socket.addEventListener('open', resolve));
      for (let n = 0; n < 50; n++) socket.send(new Uint8Array(randomBytes(1 + n * 40)));
      socket.send('{"not": "a signal"');
      return { socket, closed };
    }),
  );
  const udp = createSocket('udp4');
  for (let n = 0; n < 2_000; n++) udp.send(randomBytes(20 + (n % 1_000)), livekit.port + 2, '127.0.0.1');
  const late = await enter(chair, 'device-three');
  await expect.poll(() => late.remoteParticipants.size, patience).toBeGreaterThanOrEqual(2);
  expect([hall.isConnected, home.isConnected, late.isConnected]).toEqual([true, true, true]);
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  for (const { socket, closed } of broken) {
    socket.close();
    await closed;
  }
  udp.close();
  await camera.stop();
});

test('R9 each webhook counts once, forged ones not at all, and intervals are rows', async () => {
  const from = webhooks.length;
  const home = await enter(member);
  await expect.poll(async () => Object.keys((await rooms()).media).length, patience).toBe(1);
  await home.disconnect();
  await expect.poll(async () => Object.keys((await rooms()).media).length, patience).toBe(0);
  const seen = webhooks.slice(from);
  for (const hook of seen)
    expect(await service.media.webhook(hook.body, hook.authorization)).toMatchObject({ ok: true });
  expect((await rooms()).media).toEqual({});
  const forged = `${seen[0]?.body ?? '{}'} `;
  expect(await service.media.webhook(forged, seen[0]?.authorization ?? '')).toMatchObject({ ok: false });
  const rows = await prisma.presenceInterval.findMany({ where: { meetingId } });
  expect(rows.map(({ userId, leftAt }) => [userId, leftAt !== null])).toEqual([[member.userId, true]]);
});

test('R9 what webhooks failed to tell is read from the media server', async () => {
  const hall = await enter(technician);
  const camera = await publishCamera(hall);
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  // The farewell of an earlier connection arrives late and seems to end the present one.
  const input = { kind: 'left', userId: technician.userId, deviceId: 'device-one', at: Date.now() };
  await send({ kind: 'system', service: 'media' }, 'rooms.recordMedia', input);
  expect((await rooms()).isVenueOnAir).toBe(false);
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  expect(Object.keys((await rooms()).media)).toEqual([`${technician.userId} device-one`]);
  await camera.stop();
});

test('R10 R13 a media server that was killed gets its rooms back and people rejoin', async () => {
  const first = await enter(member);
  await expect.poll(async () => Object.keys((await rooms()).media).length, patience).toBe(1);
  process.kill(livekit.pid as number, 'SIGKILL');
  const back = () =>
    client()
      .listRooms([meetingId])
      .then(
        (all) => all.length,
        () => -1,
      );
  await expect.poll(back, patience).toBe(1);
  await first.disconnect().catch(() => undefined);
  await expect.poll(async () => Object.keys((await rooms()).media), patience).toEqual([]);
  await expect.poll(async () => (await rooms()).isMediaAvailable, patience).toBe(true);
  expect((await enter(member, 'device-two')).isConnected).toBe(true);
  expect(await identities()).toEqual([`${member.userId}.device-two`]);
});
