import { dispose, type Room } from '@livekit/rtc-node';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import { Circle } from '#tests/support/circle.ts';
import { publishCamera } from '#tests/support/media-clients.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';

// The floor is a permission of the real media server: programs of somebody's own making ask it, none of our pages.

const patience = { timeout: 30_000, interval: 20 };
let house: MediaService;
let circle: Circle;
let chair: Account;
let ann: Account;
let bea: Account;

beforeAll(async () => {
  house = await startMediaService();
});
beforeEach(async () => {
  circle = await Circle.meet(house);
  ({ chair, ann, bea } = circle);
});
afterEach(() => circle.disperse());
afterAll(async () => {
  await house.close();
  await dispose();
});

test('R1 R15 D3 without the floor the media server refuses; with it the picture is seen; when the turn ends it is gone', async () => {
  const home = await circle.enter(ann);
  const watcher = await circle.enter(bea);
  await expect(publishCamera(watcher)).rejects.toThrow();
  expect((await circle.ticketFor(ann)).canPublish).toBe(false);
  expect(await circle.mayPublish(ann)).toBe(false);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  expect(await circle.mayPublish(bea)).toBe(false);
  await circle.publish(home);
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(1);
  await circle.onTurn('endTurn');
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(0);
  expect(await circle.mayPublish(ann)).toBe(false);
  await expect(publishCamera(home)).rejects.toThrow();
});

test('R15 D1 the next speaker gets the floor and the former loses it by one command', async () => {
  const first = await circle.enter(ann);
  await circle.enter(bea);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.publish(first);
  await circle.call(bea);
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([false, true]);
  await circle.call(ann, { kind: 'interposedQuestion' });
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([true, true]);
  await circle.onTurn('resumeTurn');
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([false, true]);
});

test('R15 D3 a pause leaves the right; with mute on pause it takes the picture away and gives the right back', async () => {
  const home = await circle.enter(ann);
  const watcher = await circle.enter(bea);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.publish(home);
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(1);
  await circle.onTurn('pauseTurn');
  await circle.onTurn('resumeTurn');
  expect([await circle.mayPublish(ann), circle.tracksOf(watcher, ann)]).toEqual([true, 1]);
  const { settingsVersion: basedOn } = await circle.speaking();
  await circle.send(chair, 'speaking.setSettings', { isMutedOnPause: true, basedOn });
  await circle.onTurn('pauseTurn');
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(0);
  expect(await circle.mayPublish(ann)).toBe(false);
  await circle.onTurn('resumeTurn');
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
});

test('R15 D3 F5 a turn from the hall gives no device the right, and the floor sends only what the settings say', async () => {
  await circle.enter(ann);
  await circle.enter(bea);
  await circle.call(ann, { source: 'venue' });
  await circle.call(bea, { kind: 'interposedQuestion' });
  await expect.poll(() => circle.mayPublish(bea), patience).toBe(true);
  expect([await circle.mayPublish(ann), (await circle.ticketFor(ann)).canPublish]).toEqual([false, false]);
  await circle.send(chair, 'speaking.setSettings', {
    sources: ['microphone'],
    basedOn: (await circle.speaking()).settingsVersion,
  });
  const microphone = 2;
  await expect
    .poll(async () => (await circle.participant(bea))?.permission?.canPublishSources, patience)
    .toEqual([microphone]);
  await circle.onTurn('setSource', { of: 'turn', source: 'online' });
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
});

test('R15 D13 suspending takes the right and resuming the meeting gives it back', async () => {
  await circle.enter(ann);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.send(chair, 'meetings.suspendMeeting', { reason: 'lunch' });
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(false);
  expect((await circle.ticketFor(ann)).canPublish).toBe(false);
  await circle.send(chair, 'meetings.resumeMeeting');
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.send(chair, 'meetings.startItem', { itemId: 'two', basedOn: 'one' });
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(false);
});

test('R15 D7 whose connection drops gets the right on return, whichever ticket they come with', async () => {
  const before = await circle.ticketFor(ann);
  const home = await circle.enter(ann);
  const watcher = await circle.enter(bea);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  const during = await circle.ticketFor(ann);
  expect([before.canPublish, during.canPublish]).toEqual([false, true]);
  await home.disconnect();
  const again = await circle.join(before);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.publish(again);
  await expect.poll(() => circle.tracksOf(watcher, ann), patience).toBe(1);
  await circle.onTurn('endTurn');
  await again.disconnect();
  // A ticket kept from the turn opens the door, but the floor is no longer behind it.
  await circle.join(during);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(false);
});

test('R15 of many changes in one moment the last one counts', async () => {
  await circle.enter(ann);
  await circle.enter(bea);
  const { floorVersion } = await circle.speaking();
  // Each command names the floor that the one before leaves: the first begins a turn, every other ends one and begins one.
  const calls = Array.from({ length: 9 }, (_, index) =>
    circle.send(chair, 'speaking.callSpeaker', {
      userId: index % 2 === 0 ? ann.userId : bea.userId,
      kind: 'speech',
      source: 'online',
      floor: floorVersion + (index === 0 ? 0 : index * 2 - 1),
    }),
  );
  await Promise.all(calls);
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([true, false]);
  await circle.onTurn('endTurn');
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([false, false]);
});

test('R15 the media server is killed in the middle of a turn: the floor goes on, and is right when it is back', async () => {
  const first = await circle.enter(ann);
  const second = await circle.enter(bea);
  await circle.call(ann);
  await expect.poll(() => circle.mayPublish(ann), patience).toBe(true);
  await circle.publish(first);
  const kept = await circle.ticketFor(ann);
  process.kill(house.livekit.pid as number, 'SIGKILL');
  // The turn ends and the next begins while there is nobody to tell.
  await circle.call(bea);
  await Promise.all([first, second].map((room) => room.disconnect().catch(() => undefined)));
  const rejoin = async (ticket: () => Promise<MediaTicket>): Promise<Room> => {
    let room: Room | undefined;
    const attempt = async (): Promise<boolean> => {
      room = await ticket().then(
        (one) => circle.join(one),
        () => undefined,
      );
      return room !== undefined;
    };
    await expect.poll(attempt, patience).toBe(true);
    return room as Room;
  };
  const watcher = await rejoin(() => Promise.resolve(kept));
  const speaker = await rejoin(() => circle.ticketFor(bea));
  await expect
    .poll(async () => [await circle.mayPublish(ann), await circle.mayPublish(bea)], patience)
    .toEqual([false, true]);
  await circle.publish(speaker);
  await expect.poll(() => circle.tracksOf(watcher, bea), patience).toBe(1);
  await circle.onTurn('endTurn');
  await expect.poll(() => circle.tracksOf(watcher, bea), patience).toBe(0);
});
