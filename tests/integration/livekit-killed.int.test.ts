import { dispose, type Room, RoomEvent, TrackKind, VideoStream } from '@livekit/rtc-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import type { RoomsState } from '#server/modules/rooms/domain.ts';
import type { SpeakingState } from '#server/modules/speaking/state.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { joinMedia, publishCamera } from '#tests/support/media-clients.ts';
import { settingsOf } from '#tests/support/polls.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from '#tests/support/product.ts';

const patience = { timeout: 40_000, interval: 100 };
let database: TestDatabase;
let livekit: LocalLiveKit;
let product: Product | undefined;
let meetingId: string;
let password: string;
let memberNames: readonly string[];
let userIds: ReadonlyMap<string, string>;

beforeAll(async () => {
  database = await createTestDatabase();
  const port = await freePort();
  livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  await seed();
  // Pages are not under test here: a node without them needs no build.
  product = await startProduct({ port, databaseUrl: database.url, livekit, env: { SERVICES: 'realtime,worker' } });
  const chair = await signIn('chair');
  await chair.command('meetings.openMeeting', {});
  await chair.command('meetings.startMeeting', {});
});
afterAll(async () => {
  await product?.stop();
  await livekit.stop();
  await database.drop();
  await dispose();
});

async function seed(): Promise<void> {
  // The pool and the accounts' secret are read when their modules are, so they are set before.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] = TEST_AUTH_SECRET;
  const { readEnv } = await import('#server/platform/env.ts');
  const { closeDatabase, prisma } = await import('#server/platform/db.ts');
  const { demoPassword, seedDistrict } = await import('../../prisma/seed/demo.ts');
  await seedDistrict(readEnv(process.env));
  const { id, participants } = await prisma.meeting.findFirstOrThrow({
    where: { phase: 'scheduled', access: 'public', participants: { some: { roles: { has: 'technician' } } } },
    select: { id: true, participants: { select: { userId: true, roles: true } } },
  });
  const members = participants.filter(({ roles }) => roles.length === 1 && roles[0] === 'member');
  const where = { id: { in: members.map(({ userId }) => userId) }, mustChangePassword: false };
  const present = await prisma.user.findMany({ where, select: { id: true, username: true }, take: 2 });
  memberNames = present.map(({ username }) => username);
  userIds = new Map(present.map((user) => [user.username, user.id]));
  meetingId = id;
  password = demoPassword;
  await closeDatabase();
}

interface Session {
  readonly post: (path: string, body: object) => Promise<{ status: number; body: unknown }>;
  readonly userId: string;
  /** Sends a command that must be taken; its output. */
  readonly command: (type: string, input: object) => Promise<Record<string, unknown>>;
  readonly state: () => Promise<{ rooms: RoomsState; speaking: SpeakingState; polls: PollsState }>;
}

async function signIn(identifier: string): Promise<Session> {
  const origin = (product as Product).url;
  const headers = { 'content-type': 'application/json', origin };
  const signedIn = await fetch(`${origin}/api/session`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ identifier, password }),
  });
  expect(signedIn.status).toBe(200);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const post: Session['post'] = async (path, body) => {
    const response = await fetch(`${origin}/api/live/${meetingId}/${path}`, {
      method: 'POST',
      headers: { ...headers, cookie },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await response.json() };
  };
  const command: Session['command'] = async (type, input) => {
    const answer = await post('commands', { commandId: uuidV7(), type, input });
    expect(answer, type).toMatchObject({ status: 200, body: { ok: true } });
    return (answer.body as { output: Record<string, unknown> }).output;
  };
  const state: Session['state'] = async () => {
    const response = await fetch(`${origin}/api/live/${meetingId}/snapshot`, { headers: { cookie } });
    return ((await response.json()) as { state: Awaited<ReturnType<Session['state']>> }).state;
  };
  return { userId: userIds.get(identifier) ?? '', post, command, state };
}

async function enter(session: Session, deviceId: string): Promise<Room> {
  await session.command('rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
  const ticket = await session.post('media-token', { deviceId });
  expect(ticket.status, JSON.stringify(ticket.body)).toBe(200);
  return joinMedia(ticket.body as MediaTicket);
}

/** Comes back as the page does: asks for a new ticket until the media server takes it. */
async function reenter(session: Session, deviceId: string): Promise<Room> {
  let room: Room | undefined;
  await expect
    .poll(async () => {
      room = await enter(session, deviceId).catch(() => undefined);
      return room !== undefined;
    }, patience)
    .toBe(true);
  return room as Room;
}

/** Resolves when a picture of anybody was decoded. */
async function seesPicture(room: Room): Promise<void> {
  const track = await new Promise<ConstructorParameters<typeof VideoStream>[0]>((resolve) => {
    for (const person of room.remoteParticipants.values())
      for (const { track: there } of person.trackPublications.values())
        if (there?.kind === TrackKind.KIND_VIDEO) resolve(there);
    room.on(RoomEvent.TrackSubscribed, (subscribed) => {
      if (subscribed.kind === TrackKind.KIND_VIDEO) resolve(subscribed);
    });
  });
  const reader = new VideoStream(track).getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel();
}

async function publicRooms(): Promise<RoomsState> {
  const response = await fetch(`${(product as Product).url}/api/live/${meetingId}/snapshot`);
  const { state } = (await response.json()) as { state: { rooms: RoomsState } };
  return state.rooms;
}

test('R10 R13 the media server is killed: the meeting goes on, the picture comes back by itself', async () => {
  const technician = await signIn('technician');
  const member = await signIn(memberNames[0] ?? '');
  const hall = await enter(technician, 'hall-camera');
  const before = await publishCamera(hall);
  const home = await enter(member, 'home-laptop');
  await seesPicture(home);
  await expect.poll(async () => (await publicRooms()).isVenueOnAir, patience).toBe(true);

  const over = new AbortController();
  let talk = 0;
  const talking = (async () => {
    while (!over.signal.aborted) {
      await member.command('chat.postMessage', { text: `message ${++talk}`, replyTo: null });
      await new Promise((resolve) => setTimeout(resolve, 1_200));
    }
  })();
  process.kill(livekit.pid as number, 'SIGKILL');
  await expect.poll(async () => (await publicRooms()).isVenueOnAir, patience).toBe(false);
  await before.stop();
  await Promise.all([hall.disconnect(), home.disconnect()].map((one) => one.catch(() => undefined)));

  const hallAgain = await reenter(technician, 'hall-camera');
  const after = await publishCamera(hallAgain);
  const homeAgain = await reenter(member, 'home-laptop');
  await seesPicture(homeAgain);
  await expect.poll(async () => (await publicRooms()).isVenueOnAir, patience).toBe(true);
  over.abort();
  await talking;
  expect(talk).toBeGreaterThan(0);
  await after.stop();
  await Promise.all([hallAgain.disconnect(), homeAgain.disconnect()]);
}, 120_000);

/** A client of somebody's own making tries to send: whether the media server took it. */
async function triesToSend(room: Room): Promise<boolean> {
  try {
    const camera = await publishCamera(room);
    await camera.stop();
    return true;
  } catch {
    return false;
  }
}

test('R15 D7 D30 killed in a turn with a vote open: the speaker sends again by itself and nobody else, the vote is untouched', async () => {
  const [ann, bea] = await Promise.all(memberNames.map(signIn));
  const chair = await signIn('chair');
  if (!ann || !bea) throw new Error('two members are needed');
  const home = await enter(ann, 'ann-laptop');
  const other = await enter(bea, 'bea-laptop');
  const settings = settingsOf({
    secrecy: 'named',
    electorate: 'all',
    majority: { rule: 'moreThanHalf', base: 'valid' },
  });
  const { pollId } = await chair.command('polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
  await chair.command('polls.openPoll', { pollId, basedOn: 1 });
  const { floorVersion: floor } = (await chair.state()).speaking;
  await chair.command('speaking.callSpeaker', {
    userId: ann.userId,
    kind: 'speech',
    source: 'online',
    floor,
    checkIn: true,
  });
  await expect.poll(() => triesToSend(home), patience).toBe(true);
  const vote = (who: Session, receipt: string): Promise<unknown> =>
    who.command('polls.castBallot', { pollId, choice: { kind: 'yesNo', answer: 'yes' }, receipt });
  await vote(ann, 'AAAABBBBCCCCDDDD');
  const before = await chair.state();

  process.kill(livekit.pid as number, 'SIGKILL');
  await vote(bea, 'EEEEFFFFGGGGHHHH');
  await Promise.all([home, other].map((room) => room.disconnect().catch(() => undefined)));
  const again = await reenter(ann, 'ann-laptop');
  const otherAgain = await reenter(bea, 'bea-laptop');
  // Nobody gives the floor anew: the turn still runs, and so does its right.
  await expect.poll(() => triesToSend(again), patience).toBe(true);
  expect(await triesToSend(otherAgain)).toBe(false);
  const after = await chair.state();
  expect(after.speaking.mainTurnId).toBe(before.speaking.mainTurnId);
  const poll = after.polls.polls[String(pollId)];
  expect([poll?.stage, poll?.version, poll?.voted]).toEqual(['open', before.polls.polls[String(pollId)]?.version, 2]);
  await chair.command('speaking.endTurn', { turnId: after.speaking.mainTurnId, floor: after.speaking.floorVersion });
  await expect.poll(() => triesToSend(again), patience).toBe(false);
  await Promise.all([again.disconnect(), otherAgain.disconnect()]);
}, 120_000);
