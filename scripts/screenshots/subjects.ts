import type { Page } from '@playwright/test';
import type { Company } from './company.ts';
import { showDocument } from './document.ts';
import { enter, pause, pressing, tab, untilPlaying, untilReplay } from './steps.ts';
import { openVote, publishVote, statementPoll } from './votes.ts';

export type Size = 'phone' | 'laptop' | 'low' | 'wide';
export const sizes: Readonly<Record<Size, { readonly width: number; readonly height: number }>> = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1366, height: 768 },
  /** The chair's page folds under 740 pixels of height. */
  low: { width: 1366, height: 650 },
  wide: { width: 1920, height: 1080 },
};

/** One page in one state, as one person sees it. */
export interface Subject {
  readonly name: string;
  /** A demo account; null is the public. */
  readonly who: string | null;
  readonly path: string;
  readonly sizes?: readonly Size[];
  /** Brings the page into the state after loading, in whatever language it is. */
  readonly prepare?: (page: Page, company: Company) => Promise<void>;
  /** Puts right what the preparation upset. */
  readonly after?: (company: Company) => Promise<void>;
  /** The page that sends the hall's picture; a second one of the same person would take its place. */
  readonly isHall?: boolean;
  /** The page is left open after its pictures. */
  readonly isKept?: boolean;
  /** It shows whoever speaks, with the clock running. */
  readonly hasFloor?: boolean;
  /** Whether a phone's picture shows the whole length of the page. */
  readonly isLong?: boolean;
  /** Looks the same whatever theme and text size were chosen. */
  readonly isOneLook?: boolean;
}

/** Something that happens between two groups of pictures. */
export interface Turn {
  readonly happens: (company: Company) => Promise<void>;
  readonly subjects: (company: Company) => readonly Subject[];
}

export function turns({ scene }: Company): readonly Turn[] {
  const { meetingId, soonId, pastId, members } = scene;
  const member = members[0] ?? '';
  const room = `/live/${meetingId}`;
  const watch = `/watch/${meetingId}`;
  const chairSizes: readonly Size[] = ['laptop', 'low', 'phone', 'wide'];
  const watchSizes: readonly Size[] = ['phone', 'laptop', 'wide'];
  /** The projector's page; its first hint has gone. */
  const screen = (name: string, more: Partial<Subject> = {}): Subject => ({
    name,
    who: 'office',
    path: `${room}/screen`,
    sizes: ['wide', 'laptop'],
    isOneLook: true,
    prepare: () => pause(9_000),
    ...more,
  });
  let voteId = '';
  const nothing = (): Promise<void> => Promise.resolve();
  return [
    {
      happens: nothing,
      subjects: () => [
        { name: 'portal', who: null, path: '/', isLong: true },
        { name: 'sign-in', who: null, path: '/sign-in' },
        {
          name: 'sign-in-wrong',
          who: null,
          path: '/sign-in',
          async prepare(page) {
            await page.locator('input[name=identifier]').fill('w066');
            await page.locator('input[name=password]').fill('not-this-one');
            await page.locator('form button[type=submit]').click();
            await page.locator('[role=alert] svg').waitFor();
          },
        },
        { name: 'first-password', who: 'w253', path: '/first-password' },
        { name: 'desk', who: member, path: '/desk', isLong: true },
        { name: 'desk-chair', who: 'chair', path: '/desk' },
        { name: 'desk-empty', who: 'street01', path: '/desk' },
        { name: 'account', who: member, path: '/account', isLong: true },
        { name: 'studios', who: null, path: '/studios' },
        { name: 'office', who: 'office', path: '/office' },
        { name: 'office-meetings', who: 'office', path: '/office/meetings' },
        {
          name: 'office-meeting',
          who: 'office',
          path: `/office/meetings/${soonId}`,
          isLong: true,
          prepare: (page) => page.locator('h1').waitFor(),
        },
        { name: 'office-agenda', who: 'office', path: `/office/meetings/${soonId}?part=agenda`, isLong: true },
        { name: 'office-people', who: 'office', path: `/office/meetings/${soonId}?part=people`, isLong: true },
        { name: 'office-documents', who: 'office', path: `/office/meetings/${soonId}?part=documents`, isLong: true },
        { name: 'office-new-meeting', who: 'office', path: '/office/meetings/new', isLong: true },
        { name: 'office-members', who: 'office', path: '/office/members' },
        { name: 'office-import', who: 'office', path: '/office/members/import' },
        { name: 'office-accounts', who: 'office', path: '/office/accounts' },
        { name: 'office-words', who: 'office', path: '/office/words' },
        { name: 'office-retention', who: 'office', path: '/office/retention', isLong: true },
        { name: 'replay', who: 'chair', path: `/replay/${pastId}?t=2050`, isLong: true, prepare: untilReplay },
        { name: 'replay-public', who: null, path: `/replay/${pastId}?t=2050`, isLong: true, prepare: untilReplay },
        { name: 'replay-none', who: null, path: `/replay/${soonId}` },
        { name: 'admin', who: 'admin', path: '/admin' },
        { name: 'not-found', who: null, path: '/nowhere' },
        { name: 'watch-not-found', who: null, path: '/watch/00000000-0000-7000-8000-000000000000' },
        { name: 'room-forbidden', who: 'street01', path: room },
        { name: 'room-scheduled', who: member, path: `/live/${soonId}`, prepare: () => pause(1500) },
        { name: 'chair-scheduled', who: 'chair', path: `/live/${soonId}/chair`, sizes: chairSizes },
        { name: 'watch-scheduled', who: null, path: `/watch/${soonId}`, sizes: watchSizes },
      ],
    },
    {
      happens: nothing,
      subjects: () => [
        { name: 'room-lobby', who: member, path: room, prepare: () => pause(2500) },
        { name: 'room', who: member, path: room, hasFloor: true, prepare: enter },
        { name: 'room-speaking', who: member, path: room, hasFloor: true, prepare: tab(/发言|Speakers/) },
        { name: 'room-chat', who: member, path: room, prepare: tab(/讨论|Chat|Talk|Discussion/i) },
        { name: 'room-questions', who: member, path: room, prepare: tab(/公众|Public|Questions/i) },
        {
          name: 'room-attendance',
          who: member,
          path: room,
          sizes: ['phone'],
          async prepare(page) {
            await page.setViewportSize(sizes.phone);
            await enter(page);
            await page
              .getByRole('region', { name: /出席|Attendance|Present/i })
              .first()
              .scrollIntoViewIfNeeded();
          },
        },
        {
          name: 'room-devices',
          who: member,
          path: room,
          async prepare(page) {
            await page.setViewportSize(sizes.laptop);
            await enter(page);
            await page.getByRole('button', { name: /^(设备|Devices)$/ }).click();
            await pause(2000);
          },
        },
        {
          name: 'room-leaving',
          who: member,
          path: room,
          async prepare(page) {
            await page.setViewportSize(sizes.laptop);
            await enter(page);
            await page
              .getByRole('banner')
              .getByRole('button', { name: /^(离开|Leave)/ })
              .click();
          },
        },
        {
          name: 'room-menu',
          who: member,
          path: room,
          sizes: ['phone'],
          async prepare(page) {
            await page.setViewportSize(sizes.phone);
            await enter(page);
            await page.getByRole('button', { name: /^(更多|More)$/ }).click();
          },
        },
        {
          name: 'room-sound-only',
          who: member,
          path: room,
          async prepare(page) {
            await page.setViewportSize(sizes.laptop);
            await enter(page);
            await page.getByRole('button', { name: /^(线路|line)/i }).click();
            await page.getByRole('menuitemradio').nth(2).click();
            await pause(800);
          },
        },
        screen('screen', {
          hasFloor: true,
          async prepare(page) {
            await untilPlaying(page);
            await pause(8_000);
          },
        }),
        { name: 'clerk', who: 'office', path: `${room}/clerk`, prepare: () => pause(1500) },
        {
          name: 'clerk-leave',
          who: 'office',
          path: `${room}/clerk`,
          prepare: (page) => page.getByRole('tab', { name: /^(请假|Leave)/ }).click(),
        },
        {
          name: 'clerk-floor',
          who: 'office',
          path: `${room}/clerk`,
          prepare: (page) => page.getByRole('tab', { name: /^(发言记录|Floor)/ }).click(),
        },
        {
          name: 'check-in',
          who: members[5] ?? '',
          path: '/desk',
          async prepare(page, company) {
            const { request } = await company.contextOf('office');
            const answer = await request.get(`${company.url}/api/live/${meetingId}/attendance/code`);
            await page.goto(((await answer.json()) as { url: string }).url);
            await page.locator('h1, h2').first().waitFor();
            await pause(1500);
          },
        },
        {
          name: 'check-in-expired',
          who: member,
          path: `/check-in/${meetingId}/anything`,
          sizes: ['phone'],
          prepare: () => pause(1500),
        },
        { name: 'technician', who: 'technician', path: `${room}/technician`, isHall: true },
        {
          name: 'watch',
          who: null,
          path: watch,
          sizes: watchSizes,
          isLong: true,
          hasFloor: true,
          prepare: untilPlaying,
        },
        {
          name: 'watch-ask',
          who: null,
          path: `${watch}#ask`,
          sizes: ['phone', 'laptop'],
          prepare: (page) => page.locator('dialog[open]').waitFor(),
        },
        {
          name: 'chair',
          who: 'chair',
          path: `${room}/chair`,
          sizes: chairSizes,
          hasFloor: true,
          prepare: enter,
        },
        {
          name: 'chair-selected',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop'],
          hasFloor: true,
          async prepare(page) {
            await enter(page);
            for (let press = 0; press < 3; press++) await page.keyboard.press('j');
          },
        },
        {
          name: 'chair-add',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop', 'phone'],
          prepare: pressing('a'),
        },
        {
          name: 'chair-draft',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop', 'phone'],
          async prepare(page) {
            await page.getByRole('button', { name: /^(准备|Prepare)$/ }).click();
          },
        },
        {
          name: 'chair-open-vote',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop'],
          prepare: pressing('v'),
        },
        {
          name: 'chair-help',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop'],
          prepare: pressing('?'),
        },
        {
          name: 'chair-decline',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop', 'phone'],
          async prepare(page) {
            await page.locator('kbd', { hasText: 'R' }).first().waitFor();
            await page.keyboard.press('r');
          },
        },
        { name: 'questions-board', who: 'chair', path: `${room}/questions`, sizes: ['laptop', 'phone'] },
        {
          name: 'questions-published',
          who: 'chair',
          path: `${room}/questions`,
          sizes: ['laptop', 'phone'],
          prepare: pressing('2'),
        },
        {
          name: 'questions-decline',
          who: 'chair',
          path: `${room}/questions`,
          sizes: ['laptop', 'phone'],
          prepare: pressing('r'),
        },
        {
          name: 'questions-rules',
          who: 'chair',
          path: `${room}/questions`,
          sizes: ['laptop', 'phone'],
          prepare: pressing('l'),
        },
        {
          name: 'chair-end',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop'],
          async prepare(page) {
            await page.getByRole('button', { name: /^(结束会议|End.*)$/ }).click();
          },
        },
      ],
    },
    {
      happens: ({ conduct }) => conduct('rooms.switchStage', { layout: 'speaker', documentId: null, page: null }),
      subjects: () => [
        {
          name: 'chair-publishing',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop'],
          // The page stays, and with it the picture.
          isKept: true,
          async prepare(page) {
            await enter(page);
            await page.getByRole('button', { name: /^(开摄像头|Turn camera on)$/ }).click();
            await page.getByRole('button', { name: /^(摄像头已开|Camera on)$/ }).waitFor();
            await pause(1500);
          },
        },
        { name: 'room-speaker', who: member, path: room, hasFloor: true, prepare: enter },
        { name: 'watch-speaker', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: untilPlaying },
      ],
    },
    {
      happens: showDocument,
      subjects: () => [
        { name: 'room-document', who: member, path: room, hasFloor: true, prepare: enter },
        { name: 'chair-document', who: 'chair', path: `${room}/chair`, sizes: ['laptop'], hasFloor: true },
        { name: 'watch-document', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: untilPlaying },
        screen('screen-document', { hasFloor: true, prepare: () => pause(2_000) }),
      ],
    },
    {
      happens: ({ conduct }) => conduct('rooms.switchStage', { layout: 'venue', documentId: null, page: null }),
      subjects: () => [
        {
          name: 'room-weak',
          who: member,
          path: room,
          // Nothing arrives for a few seconds; then the line is good again, and earns the picture back a while later.
          async prepare(page, { holdMedia }) {
            await enter(page);
            const release = holdMedia();
            await page
              .getByText(/已自动改为只传声音|sound only/i)
              .first()
              .waitFor({ timeout: 30_000 })
              .finally(release);
          },
        },
        {
          name: 'room-offline',
          who: member,
          path: room,
          async prepare(page, { product }) {
            await enter(page);
            await product.kill9();
            await page.getByRole('status').first().waitFor({ timeout: 30_000 });
          },
          after: ({ product }) => product.restart(),
        },
        screen('screen-offline', {
          async prepare(page, { product }) {
            await untilPlaying(page);
            await product.kill9();
            await page.getByRole('status').waitFor({ timeout: 30_000 });
          },
          after: ({ product }) => product.restart(),
        }),
        {
          name: 'watch-offline',
          who: null,
          path: watch,
          sizes: ['phone', 'laptop'],
          async prepare(page, { product }) {
            await untilPlaying(page);
            await product.kill9();
            await page.locator('#status p').waitFor({ timeout: 30_000 });
          },
          after: ({ product }) => product.restart(),
        },
      ],
    },
    {
      async happens(company) {
        voteId = await openVote(company, {}, 18);
      },
      subjects: () => [
        screen('screen-vote-open'),
        {
          name: 'room-vote',
          who: members[20] ?? '',
          path: room,
          async prepare(page) {
            await enter(page);
            await page.getByRole('radio').first().waitFor();
            await page.getByRole('radio').first().check({ force: true });
          },
        },
        { name: 'watch-vote', who: null, path: watch, sizes: ['phone', 'laptop'], isLong: true },
      ],
    },
    {
      happens: (company) => publishVote(company, voteId),
      subjects: () => [
        screen('screen-vote'),
        { name: 'room-result', who: members[20] ?? '', path: room, prepare: tab(/表决|Votes/) },
        { name: 'watch-result', who: null, path: watch, sizes: ['phone', 'laptop'], isLong: true },
      ],
    },
    {
      happens: statementPoll,
      subjects: () => [
        {
          name: 'chair-opinions',
          who: 'chair',
          path: `${room}/chair`,
          sizes: ['laptop', 'phone'],
          async prepare(page) {
            await page.locator('kbd').first().waitFor();
            await page.keyboard.press('b');
            await page.getByRole('dialog').getByText('更新片区学位配套，您怎么看').waitFor();
            await page
              .getByRole('dialog')
              .getByRole('listitem')
              .filter({ hasText: '更新片区学位配套，您怎么看' })
              .getByRole('button', { name: /^(看结果|Show.*|See.*|Results?)$/ })
              .click();
            await page.getByRole('dialog').getByRole('img').first().scrollIntoViewIfNeeded();
          },
        },
      ],
    },
    {
      happens: ({ conduct }) => conduct('meetings.suspendMeeting', { reason: '茶歇十分钟，15:50 复会。' }),
      subjects: () => [
        screen('screen-suspended'),
        { name: 'room-suspended', who: member, path: room, prepare: enter },
        { name: 'chair-suspended', who: 'chair', path: `${room}/chair`, sizes: ['laptop'] },
        { name: 'watch-suspended', who: null, path: watch, sizes: ['phone', 'laptop'] },
      ],
    },
    {
      async happens({ conduct }) {
        await conduct('meetings.resumeMeeting', {});
        await conduct('meetings.startItem', { itemId: 'i7', basedOn: 'i3' });
      },
      subjects: () => [
        { name: 'room-closed', who: member, path: room, prepare: enter },
        { name: 'watch-closed', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: () => pause(800) },
      ],
    },
    {
      async happens({ conduct }) {
        await conduct('meetings.startItem', { itemId: 'i6', basedOn: 'i7' });
        await conduct('meetings.endMeeting', {});
      },
      subjects: () => [
        { name: 'room-ended', who: member, path: room },
        { name: 'chair-ended', who: 'chair', path: `${room}/chair`, sizes: ['laptop'] },
        { name: 'technician-ended', who: 'technician', path: `${room}/technician`, sizes: ['laptop'] },
        { name: 'watch-ended', who: null, path: watch, sizes: watchSizes, isLong: true },
        { name: 'portal-calm', who: null, path: '/', isLong: true },
      ],
    },
  ];
}
