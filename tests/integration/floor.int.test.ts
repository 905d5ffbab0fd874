import { dispose, type RemoteParticipant, type Room } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';
import { joinMedia, publishCamera } from '#tests/support/media-clients.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';

// The floor is a permission of the real media server: programs of somebody's own making ask it, none of our pages.

let house: MediaService;
const joined: Room[] = [];
const cameras: { stop: () => Promise<void> }[] = [];
beforeAll(async () => {
  house = await startMediaService();
});
afterEach(async () => {
  await Promise.all(cameras.splice(0).map((camera) => camera.stop()));
  await Promise.all(joined.splice(0).map((room) => room.disconnect().catch(() => undefined)));
});
afterAll(async () => {
  await house.close();
  await dispose();
});

let meetingId: MeetingId;
let chair: Account;
let ann: Account;
let bea: Account;
const patience = { timeout: 30_000, interval: 20 };
const deviceId = 'device-one';

beforeEach(async () => {
  [chair, ann, bea] = await Promise.all([house.account('member'), house.account('member'), house.account('member')]);
  meetingId = await house.goLive([
    [chair, 'chair'],
    [ann, 'member'],
    [bea, 'member'],
  ]);
});

const send = (actor: Account, type: string, input: object = {}) => house.send(meetingId, actor, type, input);
const speaking = async (): Promise<SpeakingState> =>
  (await house.service.stateOf(meetingId))?.['speaking'] as SpeakingState;
const client = () => new RoomServiceClient(house.livekit.url, house.livekit.apiKey, house.livekit.apiSecret);
const permissionOf = async ({ userId }: Account) =>
  (await client().listParticipants(meetingId)).find(({ identity }) => identity === `${userId}.${deviceId}`)?.permission;
const mayPublish = async (who: Account): Promise<boolean | undefined> =>
  (await permissionOf(who).catch(() => undefined))?.canPublish;

async function ticketFor(who: Account): Promise<MediaTicket> {
  const result = await house.service.media.ticket(who, meetingId, deviceId);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

async function join(ticket: MediaTicket): Promise<Room> {
  const room = await joinMedia(ticket);
  joined.push(room);
  return room;
}

async function enter(who: Account): Promise<Room> {
  await send(who, 'rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
  return join(await ticketFor(who));
}

async function publish(room: Room): Promise<void> {
  cameras.push(await publishCamera(room));
}

/** Gives somebody the floor; their turn's id. */
async function call(who: Account, more: object = {}): Promise<string> {
  const { floorVersion: floor } = await speaking();
  const input = { userId: who.userId, kind: 'speech', source: 'online', floor, ...more };
  return (await send(chair, 'speaking.callSpeaker', input))['turnId'] ?? '';
}

/** Sends a command on the main turn as it is now. */
async function onTurn(command: string, more: object = {}): Promise<void> {
  const { mainTurnId: turnId, floorVersion: floor } = await speaking();
  await send(chair, `speaking.${command}`, { turnId, floor, ...more });
}

const tracksOf = (room: Room, { userId }: Account): number => {
  const there: RemoteParticipant | undefined = room.remoteParticipants.get(`${userId}.${deviceId}`);
  return there?.trackPublications.size ?? 0;
};

test('R1 R15 D3 without the floor the media server refuses; with it the picture is seen; when the turn ends it is gone', async () => {
  const home = await enter(ann);
  const watcher = await enter(bea);
  await expect(publishCamera(watcher)).rejects.toThrow();
  expect((await ticketFor(ann)).canPublish).toBe(false);
  expect(await mayPublish(ann)).toBe(false);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  expect(await mayPublish(bea)).toBe(false);
  await publish(home);
  await expect.poll(() => tracksOf(watcher, ann), patience).toBe(1);
  await onTurn('endTurn');
  await expect.poll(() => tracksOf(watcher, ann), patience).toBe(0);
  expect(await mayPublish(ann)).toBe(false);
  await expect(publishCamera(home)).rejects.toThrow();
});

test('R15 D1 the next speaker gets the floor and the former loses it by one command', async () => {
  const first = await enter(ann);
  await enter(bea);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await publish(first);
  await call(bea);
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([false, true]);
  await call(ann, { kind: 'interposedQuestion' });
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([true, true]);
  await onTurn('resumeTurn');
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([false, true]);
});

test('R15 D3 a pause leaves the right; with mute on pause it takes the picture away and gives the right back', async () => {
  const home = await enter(ann);
  const watcher = await enter(bea);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await publish(home);
  await expect.poll(() => tracksOf(watcher, ann), patience).toBe(1);
  await onTurn('pauseTurn');
  await onTurn('resumeTurn');
  expect([await mayPublish(ann), tracksOf(watcher, ann)]).toEqual([true, 1]);
  const { settingsVersion: basedOn } = await speaking();
  await send(chair, 'speaking.setSettings', { isMutedOnPause: true, basedOn });
  await onTurn('pauseTurn');
  await expect.poll(() => tracksOf(watcher, ann), patience).toBe(0);
  expect(await mayPublish(ann)).toBe(false);
  await onTurn('resumeTurn');
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
});

test('R15 D3 F5 a turn from the hall gives no device the right, and the floor sends only what the settings say', async () => {
  await enter(ann);
  await enter(bea);
  await call(ann, { source: 'venue' });
  await call(bea, { kind: 'interposedQuestion' });
  await expect.poll(() => mayPublish(bea), patience).toBe(true);
  expect([await mayPublish(ann), (await ticketFor(ann)).canPublish]).toEqual([false, false]);
  await send(chair, 'speaking.setSettings', {
    sources: ['microphone'],
    basedOn: (await speaking()).settingsVersion,
  });
  const microphone = 2;
  await expect.poll(async () => (await permissionOf(bea))?.canPublishSources, patience).toEqual([microphone]);
  await onTurn('setSource', { of: 'turn', source: 'online' });
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
});

test('R15 D13 suspending takes the right and resuming the meeting gives it back', async () => {
  await enter(ann);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await send(chair, 'meetings.suspendMeeting', { reason: 'lunch' });
  await expect.poll(() => mayPublish(ann), patience).toBe(false);
  expect((await ticketFor(ann)).canPublish).toBe(false);
  await send(chair, 'meetings.resumeMeeting');
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await send(chair, 'meetings.startItem', { itemId: 'two', basedOn: 'one' });
  await expect.poll(() => mayPublish(ann), patience).toBe(false);
});

test('R15 D7 whose connection drops gets the right on return, whichever ticket they come with', async () => {
  const before = await ticketFor(ann);
  const home = await enter(ann);
  const watcher = await enter(bea);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  const during = await ticketFor(ann);
  expect([before.canPublish, during.canPublish]).toEqual([false, true]);
  await home.disconnect();
  const again = await join(before);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await publish(again);
  await expect.poll(() => tracksOf(watcher, ann), patience).toBe(1);
  await onTurn('endTurn');
  await again.disconnect();
  // A ticket kept from the turn opens the door, but the floor is no longer behind it.
  await join(during);
  await expect.poll(() => mayPublish(ann), patience).toBe(false);
});

test('R15 of many changes in one moment the last one counts', async () => {
  await enter(ann);
  await enter(bea);
  const { floorVersion } = await speaking();
  // Each command names the floor that the one before leaves: the first begins a turn, every other ends one and begins one.
  const calls = Array.from({ length: 9 }, (_, index) =>
    send(chair, 'speaking.callSpeaker', {
      userId: index % 2 === 0 ? ann.userId : bea.userId,
      kind: 'speech',
      source: 'online',
      floor: floorVersion + (index === 0 ? 0 : index * 2 - 1),
    }),
  );
  await Promise.all(calls);
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([true, false]);
  await onTurn('endTurn');
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([false, false]);
});

test('R15 the media server is killed in the middle of a turn: the floor goes on, and is right when it is back', async () => {
  const first = await enter(ann);
  const second = await enter(bea);
  await call(ann);
  await expect.poll(() => mayPublish(ann), patience).toBe(true);
  await publish(first);
  const kept = await ticketFor(ann);
  process.kill(house.livekit.pid as number, 'SIGKILL');
  // The turn ends and the next begins while there is nobody to tell.
  await call(bea);
  await Promise.all([first, second].map((room) => room.disconnect().catch(() => undefined)));
  const rejoin = async (ticket: () => Promise<MediaTicket>): Promise<Room> => {
    let room: Room | undefined;
    const attempt = async (): Promise<boolean> => {
      room = await ticket().then(join, () => undefined);
      return room !== undefined;
    };
    await expect.poll(attempt, patience).toBe(true);
    return room as Room;
  };
  const watcher = await rejoin(() => Promise.resolve(kept));
  const speaker = await rejoin(() => ticketFor(bea));
  await expect.poll(async () => [await mayPublish(ann), await mayPublish(bea)], patience).toEqual([false, true]);
  await publish(speaker);
  await expect.poll(() => tracksOf(watcher, bea), patience).toBe(1);
  await onTurn('endTurn');
  await expect.poll(() => tracksOf(watcher, bea), patience).toBe(0);
});
