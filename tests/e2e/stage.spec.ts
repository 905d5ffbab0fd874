import { expect, type Locator } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import {
  addDocument,
  beginConsultation,
  chairName,
  memberNames,
  planConsultation,
  technicianName,
} from '#tests/support/consultation.ts';
import { ChairPage, expectPlaying, RoomPage, TechnicianPage, WatchPage } from '#tests/support/live-pages.ts';
import { pdfOf, slides } from '#tests/support/pdf.ts';
import { phone, test } from '#tests/support/people.ts';

/** Passes when the page of the document is there and is the one whose colour this is. */
async function expectPage(picture: Locator, page: number): Promise<void> {
  await expect(picture).toHaveAttribute('data-page', String(page));
  const colour = slides[page - 1]?.colour.map((part) => Math.round(part * 255)) ?? [];
  await expect
    .poll(() =>
      picture.evaluate((image: HTMLImageElement, wanted: number[]) => {
        const canvas = document.createElement('canvas');
        const context = canvas.getContext('2d');
        if (!context || image.naturalWidth === 0) return false;
        context.drawImage(image, 0, 0, 8, 8);
        const seen = context.getImageData(0, 0, 1, 1).data;
        return wanted.every((part, index) => Math.abs(part - (seen[index] ?? 0)) < 8);
      }, colour),
    )
    .toBe(true);
}

test('a document is shown: the chair turns pages, and room, public and hall follow', async ({ invite }) => {
  test.setTimeout(120_000);
  const meeting = await planConsultation('材料展示协商会');
  const { meetingId } = meeting;
  await addDocument(meeting, { title: '学位配套情况', visibility: 'public', pdf: pdfOf(slides) });
  await addDocument(meeting, { title: '内部测算', visibility: 'members', pdf: pdfOf(slides.slice(0, 2)) });
  await beginConsultation(meeting);
  const chair = new ChairPage((await invite({ username: chairName })).page);
  const technician = new TechnicianPage((await invite({ username: technicianName })).page);
  const room = new RoomPage((await invite({ username: memberNames[0] })).page);
  const watch = new WatchPage((await invite({ viewport: phone })).page);
  const hall = (await invite({ username: technicianName })).page;
  const pages = [room.page, watch.page, hall].map((page) => page.locator('img[data-page]'));

  await technician.page.goto(`/live/${meetingId}/technician`);
  await technician.publish();
  await chair.page.goto(`/live/${meetingId}/chair`);
  await room.page.goto(`/live/${meetingId}`);
  await room.enter();
  await watch.page.goto(`/watch/${meetingId}`);
  await hall.goto(`/live/${meetingId}/screen`);
  await expectPlaying(room.picture);

  await test.step('the key for documents puts the first page on every screen, the hall beside it', async () => {
    await chair.page.locator('body').press('4');
    for (const picture of pages) await expectPage(picture, 1);
    await expectPlaying(room.picture);
    await expectPlaying(watch.picture);
    // In the hall nobody needs to see the hall.
    await expect(hall.locator('video')).toHaveCount(0);
  });

  await test.step('pages are turned by keys and end where the document ends', async () => {
    await chair.page.locator('body').press('PageDown');
    for (const picture of pages) await expectPage(picture, 2);
    await chair.page.locator('body').press('PageDown');
    for (const picture of pages) await expectPage(picture, 3);
    await chair.page.locator('body').press('PageDown');
    await expect(chair.page.getByRole('button', { name: '下一页' })).toBeDisabled();
    await chair.page.locator('body').press('PageUp');
    for (const picture of pages) await expectPage(picture, 2);
    await expectAccessible(chair.page);
  });

  await test.step('the hall’s picture comes back, and the document where it was left', async () => {
    await chair.page.locator('body').press('1');
    for (const picture of pages) await expect(picture).toHaveCount(0);
    await expectPlaying(watch.picture);
    await chair.page.locator('body').press('4');
    for (const picture of pages) await expectPage(picture, 2);
  });

  await test.step('a paper for members is theirs alone', async () => {
    await chair.page.getByLabel('展示哪份材料').selectOption({ label: '内部测算' });
    await expectPage(pages[0] as Locator, 1);
    await expect(watch.stage).toContainText('正在展示材料');
    await expect(pages[1] as Locator).toHaveCount(0);
  });
});
