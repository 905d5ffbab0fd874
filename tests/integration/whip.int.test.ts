import { dispose, RoomEvent, TrackKind } from '@livekit/rtc-node';
import type { Browser, Page } from '@playwright/test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { RoomsState } from '#server/modules/rooms/domain.ts';
import type { EncoderTicket } from '#server/modules/venue/contract.ts';
import type { VenueState } from '#server/modules/venue/domain.ts';
import { startBrowser } from '#tests/load/on-air.ts';
import { joinMedia } from '#tests/support/media-clients.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';
import { pushByWhip } from '#tests/support/whip.ts';

// A browser pushes as an encoder does, by one offer over HTTP; the product and its media server are real.

const patience = { timeout: 30_000, interval: 50 };
let house: MediaService;
let browser: Browser;
let page: Page;
let meetingId: MeetingId;
let chair: Account;
let technician: Account;
let member: Account;

beforeAll(async () => {
  house = await startMediaService();
  browser = await startBrowser();
  page = await browser.newPage();
  // Any page of an origin that may use media: the media server's own greeting.
  await page.goto(house.livekit.url);
  [chair, technician, member] = await Promise.all([
    house.account('member'),
    house.account('member'),
    house.account('member'),
  ]);
  meetingId = await house.goLive([
    [chair, 'chair'],
    [technician, 'technician'],
    [member, 'member'],
  ]);
});
afterAll(async () => {
  await browser?.close();
  await house.close();
  await dispose();
});

const rooms = async (): Promise<RoomsState> => (await house.service.stateOf(meetingId))?.['rooms'] as RoomsState;
const sources = async (): Promise<VenueState['sources']> =>
  ((await house.service.stateOf(meetingId))?.['venue'] as VenueState | undefined)?.sources ?? {};
const identities = async (): Promise<readonly string[]> => {
  const client = new RoomServiceClient(house.livekit.url, house.livekit.apiKey, house.livekit.apiSecret);
  return (await client.listParticipants(meetingId)).map(({ identity }) => identity);
};

async function makeEncoder(actor: Account, sourceId: string = uuidV7()): Promise<EncoderTicket> {
  // Loaded once the database is known: its pool is made when the module is first read.
  const { addEncoder } = await import('#server/modules/venue/index.ts');
  const environment = { ...house.service.meetingEnvironment(), livekit: house.service.livekit };
  const made = await addEncoder(environment, actor, meetingId, { sourceId, label: 'OBS' });
  if (!made.ok) throw new Error(made.error.code);
  return made.value;
}

test('H1 H2 H3 H4 an encoder pushes by WHIP, is the hall and nobody, and is out for good once it is revoked', async () => {
  await expect(makeEncoder(member)).rejects.toThrow('not_found');
  const { sourceId, url, token } = await makeEncoder(technician);
  expect((await sources())[sourceId]).toMatchObject({ status: 'idle', since: null });
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  expect(claims).toMatchObject({ video: { room: meetingId, canPublish: true, canSubscribe: false } });
  expect(Number(claims['exp']) - Date.now() / 1000).toBeLessThanOrEqual(8 * 3_600);
  // The log holds neither the token nor anything that it could be made of.
  const { prisma } = await import('#server/platform/db.ts');
  const signature = token.slice(-40);
  const rows = await prisma.$queryRaw<{ found: bigint }[]>`
    select (select count(*) from log_event t where t::text like '%' || ${signature} || '%')
      + (select count(*) from log_command t where t::text like '%' || ${signature} || '%') as found`;
  expect(Number(rows[0]?.found)).toBe(0);

  const seat = await house.service.media.ticket(member, meetingId, 'device-one');
  if (!seat.ok) throw new Error(seat.error.code);
  const home = await joinMedia(seat.value);
  const heard: string[] = [];
  home.on(RoomEvent.TrackSubscribed, (track, _publication, { attributes }) =>
    heard.push(`${track.kind === TrackKind.KIND_VIDEO ? 'picture' : 'sound'} of the ${attributes['place']}`),
  );
  expect(await pushByWhip(page, url, token)).toMatchObject({ status: 201 });
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(true);
  await expect.poll(() => heard.toSorted(), patience).toEqual(['picture of the venue', 'sound of the venue']);
  expect((await sources())[sourceId]).toMatchObject({ status: 'live' });
  await house.service.media.checkRoom(meetingId);
  const { people, tracks, media } = await rooms();
  expect([people, tracks]).toEqual([{}, {}]);
  expect(Object.keys(media)).toEqual([`${member.userId} device-one`]);

  await house.send(meetingId, technician, 'venue.removeSource', { sourceId });
  await expect.poll(async () => (await rooms()).isVenueOnAir, patience).toBe(false);
  await expect.poll(identities, patience).toEqual([`${member.userId}.device-one`]);
  await expect
    .poll(
      () =>
        page.evaluate(() => (globalThis as unknown as { connection: RTCPeerConnection }).connection.connectionState),
      patience,
    )
    .not.toBe('connected');
  // The token is signed and fresh; whoever comes with it is put out on joining.
  await pushByWhip(page, url, token);
  await expect.poll(identities, patience).toEqual([`${member.userId}.device-one`]);
  await house.service.media.checkRoom(meetingId);
  expect((await rooms()).isVenueOnAir).toBe(false);
  await home.disconnect();
});
