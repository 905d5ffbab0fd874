import { expect } from '@playwright/test';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import {
  addDocument,
  beginConsultation,
  chairName,
  memberNames,
  planConsultation,
  technicianName,
} from '#tests/support/consultation.ts';
import { egressAddress } from '#tests/support/egress-page.ts';
import { expectPlaying, expectSound, TechnicianPage } from '#tests/support/live-pages.ts';
import { pdfOf, slides } from '#tests/support/pdf.ts';
import { test } from '#tests/support/people.ts';

const size = { width: 1280, height: 720 };

test('G14 G15 the programme’s page shows and plays what goes out, says when, and shows nothing of a closed item', async ({
  invite,
}) => {
  const meeting = await planConsultation('节目页面协商会');
  const { meetingId } = meeting;
  const paper = await addDocument(meeting, { title: '学位配套情况', visibility: 'public', pdf: pdfOf(slides) });
  const inner = await addDocument(meeting, { title: '内部测算', visibility: 'members', pdf: pdfOf(slides) });
  await beginConsultation(meeting);
  const { context } = await invite({ username: chairName });
  const command = async (type: string, input: object): Promise<void> => {
    const data = { commandId: uuidV7(), type, input };
    expect((await context.request.post(`/api/live/${meetingId}/commands`, { data })).ok(), type).toBe(true);
  };
  const stage = (layout: string, documentId: string | null = null, page: number | null = null) =>
    command('rooms.switchStage', { layout, documentId, page });
  const technician = new TechnicianPage((await invite({ username: technicianName })).page);
  await technician.page.goto(`/live/${meetingId}/technician`);
  await technician.publish();

  const egress = await invite({ viewport: size });
  const { page } = egress;
  const words: string[] = [];
  page.on('console', (message) => words.push(message.text()));
  await page.goto(await egressAddress(meetingId as MeetingId));
  const pictures = page.locator('video');
  const paperPicture = page.locator('img[data-page]');

  await test.step('the hall’s picture and sound, and the word to begin', async () => {
    await expectPlaying(pictures);
    await expectSound(page);
    await expect.poll(() => words).toContain('START_RECORDING');
    await expect(page.getByText('更新片区的学位配套')).toBeVisible();
    expect(await pictures.boundingBox()).toEqual({ x: 0, y: 0, ...size });
  });

  await test.step('who speaks in the hall is named', async () => {
    const snapshot = await context.request.get(`/api/live/${meetingId}/snapshot`);
    const { state } = (await snapshot.json()) as {
      state: { speaking: { floorVersion: number }; meetings: { participants: Record<string, { name: string }> } };
    };
    const name = meeting.names[memberNames[0]] ?? '';
    const [userId] = Object.entries(state.meetings.participants).find(([, one]) => one.name === name) ?? [];
    const floor = state.speaking.floorVersion;
    await command('speaking.callSpeaker', { userId, kind: 'speech', source: 'venue', checkIn: true, floor });
    await expect(page.getByText(name)).toBeVisible();
  });

  await test.step('pages and the pause follow the switch; a paper for members does not go out', async () => {
    await stage('document', paper, 2);
    await expect(paperPicture).toHaveAttribute('data-page', '2');
    await expect.poll(() => paperPicture.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    expect((await paperPicture.boundingBox())?.width).toBe(size.width * 0.75);
    await stage('document', inner, 1);
    await expect(paperPicture).toHaveCount(0);
    await stage('pause');
    await expect(page.getByText('暂停，稍后继续')).toBeVisible();
    await expect(pictures).toHaveCount(0);
    await stage('venue');
    await expectPlaying(pictures);
  });

  await test.step('of a closed item nothing, and the word to end', async () => {
    await command('meetings.startItem', { itemId: 'i2', basedOn: 'i1' });
    await expect.poll(() => words).toContain('END_RECORDING');
    await expect(page.locator('video, audio, img')).toHaveCount(0);
    await expect(page.locator('main')).toHaveText('');
  });

  await test.step('without a good key there is no such page', async () => {
    const address = new URL(await egressAddress(meetingId as MeetingId));
    for (const key of ['', 'none', `${address.searchParams.get('key')}0`]) {
      address.searchParams.set('key', key);
      await page.goto(address.href);
      await expect(page.getByText('没有这个页面')).toBeVisible();
      await expect(page.locator('main[lang], video, audio')).toHaveCount(0);
    }
  });
});
