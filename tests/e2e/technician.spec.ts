import { expect } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { beginConsultation, memberNames, planConsultation, technicianName } from '#tests/support/consultation.ts';
import { expectPlaying, expectSound, RoomPage, TechnicianPage } from '#tests/support/live-pages.ts';
import { test } from '#tests/support/people.ts';

declare global {
  interface Window {
    plugIn: () => void;
  }
}

test('the hall goes on air with the mixer’s sound as it is, and a camera that was unplugged comes back by itself', async ({
  invite,
}) => {
  test.setTimeout(120_000);
  const meeting = await planConsultation('会场送出协商会');
  await beginConsultation(meeting);
  const technician = new TechnicianPage((await invite({ username: technicianName })).page);
  const room = new RoomPage((await invite({ username: memberNames[1] })).page);
  const { page } = technician;
  const asked: MediaStreamConstraints[] = [];
  await page.exposeFunction('noteAsked', (constraints: MediaStreamConstraints) => void asked.push(constraints));
  await page.addInitScript(() => {
    const { mediaDevices } = navigator;
    const open = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = (constraints) => {
      (window as unknown as { noteAsked: (one: unknown) => void }).noteAsked(constraints);
      return open(constraints);
    };
  });
  await page.goto(`/live/${meeting.meetingId}/technician`);
  await technician.publish();
  await room.page.goto(`/live/${meeting.meetingId}`);
  await room.enter();

  await test.step('picture and sound arrive, and nothing works on the sound', async () => {
    await expectPlaying(room.picture);
    await expectSound(room.page);
    const sound = asked.find(({ audio }) => audio)?.audio;
    expect(sound).toMatchObject({
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      channelCount: 2,
    });
  });

  await test.step('the page says how it travels', async () => {
    const table = page.getByRole('table', { name: '送出情况' });
    await expect(table.getByRole('row', { name: /画面/ })).toContainText(/\d+×\d+，\d+ 帧.*[1-9]\d* kbit\/s.*\d\.\d%/);
    await expect(table.getByRole('row', { name: /声音/ })).toContainText(/[1-9]\d* kbit\/s/);
    await expectAccessible(page);
  });

  await test.step('a camera that is unplugged is missed, and taken again once it is back', async () => {
    await page.evaluate(() => {
      const devices = navigator.mediaDevices;
      const real = devices.enumerateDevices.bind(devices);
      const tell = (): boolean => devices.dispatchEvent(new Event('devicechange'));
      window.plugIn = () => {
        devices.enumerateDevices = real;
        tell();
      };
      devices.enumerateDevices = async () => (await real()).filter(({ kind }) => kind !== 'videoinput');
      const stream = document.querySelector<HTMLVideoElement>('video[data-source=camera]')?.srcObject;
      for (const track of stream instanceof MediaStream ? stream.getVideoTracks() : []) {
        track.stop();
        track.dispatchEvent(new Event('ended'));
      }
      tell();
    });
    await expect(page.getByRole('alert').filter({ hasText: '断开了' })).toBeVisible();
    await expect(page.getByText('会场画面没有送出。')).toBeVisible();
    await expectSound(room.page);
    await page.evaluate(() => window.plugIn());
    await expect(page.getByText('会场画面正在送出。')).toBeVisible();
    await expectPlaying(room.picture);
  });
});
