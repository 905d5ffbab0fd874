import { expect } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { beginConsultation, memberNames, planConsultation, technicianName } from '#tests/support/consultation.ts';
import { expectPlaying, expectSound, RoomPage, TechnicianPage } from '#tests/support/live-pages.ts';
import { test } from '#tests/support/people.ts';
import { pushByWhip } from '#tests/support/whip.ts';

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
    await expect(table.getByRole('row', { name: /^画面/ })).toContainText(/\d+×\d+，\d+ 帧.*[1-9]\d* kbit\/s.*\d\.\d%/);
    await expect(table.getByRole('row', { name: /^声音/ })).toContainText(/[1-9]\d* kbit\/s/);
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

test('an encoder is made, pushes, is the hall for everybody, and is gone once it is revoked', async ({ invite }) => {
  test.setTimeout(120_000);
  const meeting = await planConsultation('编码器推送协商会');
  await beginConsultation(meeting);
  const { page } = await invite({ username: technicianName });
  const room = new RoomPage((await invite({ username: memberNames[0] })).page);
  const encoderPerson = await invite();
  const encoder = encoderPerson.page;
  // The media server has no icon of its own.
  encoderPerson.expectErrors(/favicon/);
  await page.goto(`/live/${meeting.meetingId}/technician`);
  await room.page.goto(`/live/${meeting.meetingId}`);
  await room.enter();

  const line = page.getByRole('listitem').filter({ hasText: '会场主机' });
  await test.step('address and token are shown this once', async () => {
    await page.getByRole('button', { name: '添加编码器' }).click();
    await page.getByLabel('名称').fill('会场主机');
    await page.getByRole('button', { name: '生成地址' }).click();
    const setup = page.getByRole('dialog', { name: '把这两项填进编码器' });
    const url = await setup.getByLabel('地址', { exact: true }).inputValue();
    const token = await setup.getByLabel('令牌', { exact: true }).inputValue();
    await expectAccessible(page);
    await setup.getByRole('button', { name: '已填好' }).click();
    await expect(line).toContainText('还没有用过');
    expect(await page.content()).not.toContain(token);
    await encoder.goto(new URL('/', url).href);
    expect(await pushByWhip(encoder, url, token)).toMatchObject({ status: 201 });
  });

  await test.step('it is on air, and nobody more is in the room', async () => {
    await expect(line).toContainText('正在送出');
    await expectPlaying(room.picture);
    await expect(page.getByText(/\d+ 个连接，1 个在送画面或声音/)).toBeVisible();
  });

  await test.step('a source that may not be pulled is refused with the reason', async () => {
    await page.getByRole('button', { name: '添加拉流' }).click();
    const dialog = page.getByRole('dialog', { name: '添加拉流' });
    await dialog.getByLabel('名称').fill('云主机');
    await dialog.getByLabel('地址').fill('http://169.254.169.254/latest');
    await dialog.getByRole('button', { name: '添加并开始' }).click();
    await expect(dialog.getByRole('alert')).toContainText('地址不能用');
    await dialog.getByRole('button', { name: '取消' }).click();
  });

  await test.step('revoked it is cut off', async () => {
    await line.getByRole('button', { name: '吊销' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '吊销' }).click();
    await expect(line).toHaveCount(0);
    await expect(room.picture).toHaveCount(0);
  });
});
