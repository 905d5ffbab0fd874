import { expect } from '@playwright/test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { freePort } from '#server/platform/local/postgres.ts';
import { beginConsultation, type ProductPlace, planConsultation, technicianName } from '#tests/support/consultation.ts';
import { createTestDatabase, leaveTestPostgres } from '#tests/support/database.ts';
import { seedDistrict } from '#tests/support/district.ts';
import { expectPlaying, TechnicianPage, WatchPage } from '#tests/support/live-pages.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { test as people, phone } from '#tests/support/people.ts';
import { startProduct } from '#tests/support/product.ts';

// The other journeys share a product with room for everybody in the media; this one has a node of its own, with one place.
const test = people.extend<{ baseURL: string }, { place: ProductPlace & { media: RoomServiceClient } }>({
  place: [
    // Playwright reads from the pattern what a fixture needs and insists on one; this one needs nothing.
    async ({ browserName: _browserName }, use) => {
      const database = await createTestDatabase();
      seedDistrict(database.url);
      const port = await freePort();
      const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
      const env = { PUBLIC_WEBRTC_LIMIT: '1', EGRESS: 'recorder' };
      const product = await startProduct({ port, databaseUrl: database.url, livekit, env });
      const media = new RoomServiceClient(livekit.url, livekit.apiKey, livekit.apiSecret);
      await use({ url: product.url, databaseUrl: database.url, media });
      await product.stop();
      await livekit.stop();
      await database.drop();
      await leaveTestPostgres();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: ({ place }, use) => use(place.url),
});

test('R40 R42 the broadcast comes from the media room or in segments, and the page changes over by itself', async ({
  invite,
  place,
}) => {
  test.setTimeout(180_000);
  const meeting = await planConsultation('座无虚席的下午', place);
  await beginConsultation(meeting, place);
  const technician = new TechnicianPage((await invite({ username: technicianName })).page);
  await technician.page.goto(`/live/${meeting.meetingId}/technician`);
  await technician.publish();

  const visitors = [await invite({ viewport: phone }), await invite()] as const;
  for (const visitor of visitors) visitor.expectErrors(/WebSocket|could not establish|hls|404/);
  const [first, second] = visitors.map(({ page }) => new WatchPage(page)) as [WatchPage, WatchPage];
  let isCut = false;
  await first.page.routeWebSocket(/\/rtc/, (line) => {
    if (isCut) void line.close();
    else line.connectToServer();
  });

  await first.page.goto(`/watch/${meeting.meetingId}`);
  await expectPlaying(first.picture);
  await expect(first.behind).toBeHidden();
  // The one place is taken: the second gets the same, a little later, and is told so.
  await second.page.goto(`/watch/${meeting.meetingId}`);
  await expectPlaying(second.programme);
  await expect(second.behind).toHaveText(/^画面约延迟 \d+ 秒$/);
  await expect(second.stage).toContainText('直播');

  // The first one's way to the media server breaks off and does not come back: the same, by itself.
  isCut = true;
  const there = await place.media.listParticipants(meeting.meetingId);
  for (const { identity } of there.filter((one) => one.identity.startsWith('public.')))
    await place.media.removeParticipant(meeting.meetingId, identity);
  await expectPlaying(first.programme);
  await expect(first.behind).toBeVisible();

  // The place is free again: the second takes it, and the late picture ends once the direct one is there.
  await visitors[0].context.close();
  await expect(second.picture.first()).toBeVisible({ timeout: 90_000 });
  await expect(second.programme).toHaveCount(0, { timeout: 30_000 });
  await expectPlaying(second.picture);
  await expect(second.behind).toBeHidden();
});
