import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type ReplayScene, startReplayScene } from '#tests/support/replay-scene.ts';
import type { ReplayEvents, ReplayInfo } from './contract.ts';
import type { ReplaysState } from './domain.ts';

let scene: ReplayScene;
beforeAll(async () => {
  scene = await startReplayScene();
});
afterAll(() => scene.close());

const member = (): Actor => scene.house.members[0]?.actor as Actor;
const info = async (actor: Actor | null): Promise<ReplayInfo | string> => {
  const answer = await scene.ask(actor, '/api/live/:meetingId/replay');
  const body = (await answer.json()) as ReplayInfo & { error?: { code: string } };
  return body.error?.code ?? body;
};
/** What each of them sees: an audience, or why not. */
async function seenBy(): Promise<Readonly<Record<string, string>>> {
  const people = { anyone: null, stranger: scene.stranger, member: member(), officer: scene.officer };
  const seen: Record<string, string> = {};
  for (const [who, actor] of Object.entries(people)) {
    const found = await info(actor);
    seen[who] = typeof found === 'string' ? found : found.audience;
  }
  return seen;
}
const playlist = async (actor: Actor | null, audience = ''): Promise<string | number> => {
  const answer = await scene.ask(actor, `/hls/:meetingId/replay.m3u8${audience}`);
  return answer.ok ? answer.text() : answer.status;
};
const pieces = (text: string | number): readonly string[] => String(text).match(/\d-a\.m4s/g) ?? [];
/** Ids of what is down. */
async function takedownsNow(): Promise<readonly string[]> {
  const state = await scene.nodes.node(0).stateOf(scene.meetingId);
  const { takedowns } = (state ?? {})['replays'] as ReplaysState;
  return takedowns.map(({ takedownId }) => takedownId);
}
/** Playlists are a second old at most. */
const becomes = (expected: readonly string[]) =>
  expect.poll(async () => pieces(await playlist(null)), { timeout: 10_000, interval: 50 }).toEqual(expected);

test('P1 before the end there is no replay, for nobody', async () => {
  const none = 'replays.notEnded';
  expect(await seenBy()).toEqual({ anyone: none, stranger: none, member: none, officer: none });
  expect(await playlist(null)).toBe(404);
  expect((await scene.ask(member(), '/api/live/:meetingId/replay/events')).status).toBe(409);
  await scene.submit(scene.house.chair.actor, 'meetings.endMeeting', {});
  expect(await seenBy()).toEqual({ anyone: 'public', stranger: 'public', member: 'room', officer: 'room' });
});

/** What the member wrote, as the office's replay has it. */
async function words(): Promise<readonly unknown[]> {
  const answer = await scene.ask(scene.officer, '/api/live/:meetingId/replay/events');
  const { events } = (await answer.json()) as ReplayEvents;
  const author = `user:${scene.house.members[0]?.userId}`;
  return events
    .filter(({ type, actor }) => type === 'chat.messagePosted' && actor === author)
    .map(({ payload }) => payload?.['text']);
}

test('P7 everybody reads the log of their audience; the public’s is everybody’s and may be kept', async () => {
  const read = async (actor: Actor | null, query = '') => {
    const answer = await scene.ask(actor, `/api/live/:meetingId/replay/events${query}`);
    const { events } = (await answer.json()) as ReplayEvents;
    return { types: new Set(events.map(({ type }) => type)), cache: answer.headers.get('cache-control') };
  };
  const [anyone, placed] = [await read(null, '?audience=public'), await read(member())];
  expect(anyone.cache).toBe('public, max-age=1');
  expect(placed.cache).toBe('private, no-store');
  expect(placed.types).toContain('chat.messagePosted');
  expect(anyone.types).toContain('speaking.turnStarted');
  expect(anyone.types).not.toContain('chat.messagePosted');
  expect(anyone.types).not.toContain('meetings.participantsSet');
  // A member who asks as anybody gets what anybody gets.
  expect((await read(member(), '?audience=public')).types).toEqual(anyone.types);
});

test('P2 P3 the office shows it to people with a place only, to nobody, and to everyone again', async () => {
  const set = (visibility: string | null, basedOn: number) =>
    scene.submit(scene.officer, 'replays.setReplay', { visibility, delayMinutes: 0, basedOn });
  expect(await scene.submit(member(), 'replays.setReplay', { visibility: null, delayMinutes: 0, basedOn: 0 })).toBe(
    'forbidden',
  );
  expect(await set('members', 0)).toBeNull();
  const hidden = 'replays.notShown';
  expect(await seenBy()).toEqual({ anyone: hidden, stranger: hidden, member: 'room', officer: 'room' });
  expect(await playlist(null)).toBe(404);
  expect(await playlist(scene.stranger, '?audience=room')).toBe(404);
  expect(pieces(await playlist(member(), '?audience=room'))).toHaveLength(3);
  await set('hidden', 1);
  expect(await seenBy()).toEqual({ anyone: hidden, stranger: hidden, member: hidden, officer: 'room' });
  expect((await scene.ask(null, '/hls/:meetingId/replay.mp4')).status).toBe(409);
  await set('public', 2);
  await becomes(['0-a.m4s', '1-a.m4s', '2-a.m4s']);
});

test('P4 what is taken down is in no playlist and under no address, for nobody, until it is lifted', async () => {
  const { from } = scene.turn;
  const down = { from: from - 25_000, to: from - 15_000, reason: 'a complaint' };
  expect(await scene.submit(member(), 'replays.takeDown', down)).toBe('forbidden');
  expect(await scene.submit(scene.officer, 'replays.takeDown', down)).toBeNull();
  await becomes(['1-a.m4s', '2-a.m4s']);
  for (const actor of [null, scene.officer])
    expect((await scene.ask(actor, '/hls/:meetingId/segments/0-a.m4s')).status).toBe(404);
  const found = (await info(null)) as ReplayInfo;
  expect(found.withheld).toEqual([{ from: down.from, to: down.to, cause: 'takedown' }]);
  expect(found.recording).toBe('ready');
  const [down0] = await takedownsNow();
  const lift = { takedownId: down0 ?? '', reason: 'settled' };
  expect(await scene.submit(scene.officer, 'replays.liftTakedown', lift)).toBeNull();
  await becomes(['0-a.m4s', '1-a.m4s', '2-a.m4s']);
  await scene.submit(scene.officer, 'replays.takeDown', { from: 0, to: null, reason: 'all of it' });
  expect(await info(null)).toMatchObject({ recording: 'withheld' });
});

test('P5 K6 a withdrawal after the meeting seals the turns of that person at once, for everybody; agreeing anew lifts it', async () => {
  for (const takedownId of await takedownsNow())
    await scene.submit(scene.officer, 'replays.liftTakedown', { takedownId, reason: 'settled' });
  expect(await scene.submit(member(), 'consents.withdrawConsent', {})).toBeNull();
  await becomes(['0-a.m4s', '2-a.m4s']);
  for (const [actor, query] of [
    [null, ''],
    [scene.officer, '?audience=room'],
    [member(), '?audience=room'],
  ] as const)
    expect((await scene.ask(actor, `/hls/:meetingId/segments/1-a.m4s${query}`)).status).toBe(404);
  const file = await scene.ask(null, '/hls/:meetingId/replay.mp4');
  expect(await file.text()).toBe('initseg 0seg 2');
  expect(await words()).toEqual(['']);
  expect(await scene.submit(member(), 'consents.renewConsent', { version: '1' })).toBeNull();
  await becomes(['0-a.m4s', '1-a.m4s', '2-a.m4s']);
  expect(await words()).toEqual(['我来说两句']);
});

test('P8 a download is what may be played of the stretch that is asked for, under the meeting’s name', async () => {
  const whole = await scene.ask(null, '/hls/:meetingId/replay.mp4');
  expect(whole.headers.get('content-disposition')).toContain(encodeURIComponent('全体会议'));
  expect(whole.headers.get('cache-control')).toBe('private, no-store');
  expect(await whole.text()).toBe('initseg 0seg 1seg 2');
  const part = await scene.ask(null, `/hls/:meetingId/replay.mp4?from=${scene.turn.from}&to=${scene.turn.to + 5}`);
  expect(await part.text()).toBe('initseg 1');
  expect((await scene.ask(null, '/hls/:meetingId/replay.mp4?from=1&to=2')).status).toBe(404);
});
