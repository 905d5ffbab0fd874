import { expect, test } from 'vitest';
import type { LiveState } from '#server/kernel/live.ts';
import type { MeetingsState } from '#server/modules/meetings/state.ts';
import { initial as noMeeting } from '#server/modules/meetings/state.ts';
import { initial as noRoom } from '#server/modules/rooms/evolve.ts';
import { initial as noFloor, type SpeakingState, type Turn } from '#server/modules/speaking/state.ts';
import { nameOf, planOf } from './plan.ts';
import type { LivePicture } from './room.ts';
import { type Scene, sceneOf } from './scene.ts';
import { belongs } from './voices.ts';

const item = (itemId: string, visibility: 'public' | 'members' | 'closed', startedAt: number | null) => ({
  itemId,
  parentId: null,
  title: `议题 ${itemId}`,
  kind: 'discussion' as const,
  plannedMinutes: 10,
  visibility,
  state: startedAt === null ? ('pending' as const) : ('current' as const),
  startedAt,
  spentMs: 0,
});
const person = (userId: string, name: string, sectorName: string | null) => ({
  userId,
  name,
  sectorName,
  roles: ['member'],
  memberId: null,
  sectorId: null,
  post: sectorName ? null : '区教育局',
});

function stateWith(change: Partial<MeetingsState>, speaking: Partial<SpeakingState> = {}): LiveState {
  const participants = Object.fromEntries(
    [person('u1', '沈静禾', '教育界'), person('u2', '周明', null)].map((one) => [one.userId, one]),
  );
  const meetings = {
    ...noMeeting(),
    phase: 'live',
    details: { title: '远程协商', access: 'public' },
    participants,
    ...change,
  };
  return { meetings, rooms: noRoom(), speaking: { ...noFloor(), ...speaking } };
}
const turn = (turnId: string, userId: string, source: 'online' | 'venue', stoppedSince: number | null = null): Turn =>
  ({ turnId, source, stoppedSince, speaker: { userId } }) as unknown as Turn;
const everybody = (): boolean => true;
const onItem = (visibility: 'public' | 'members' | 'closed', change: object = {}): Scene =>
  sceneOf(
    stateWith({ agenda: [item('i', visibility, 5_000)], currentItemId: 'i', currentVisibility: visibility, ...change }),
    everybody,
  );

test('G3 a page on the stage is drawn for those who may read the document', () => {
  const shown = (visibility: 'public' | 'members' | 'closed', item: 'public' | 'members'): boolean => {
    const documents = [{ documentId: 'd', visibility }] as unknown as MeetingsState['documents'];
    const state = stateWith({ documents, currentItemId: 'i', currentVisibility: item });
    const stage = { ...noRoom().stage, layout: 'document' as const, documentId: 'd', page: 1 };
    return sceneOf({ ...state, rooms: { ...noRoom(), stage } }, everybody).isPageShown;
  };
  expect(shown('public', 'public')).toBe(true);
  expect(shown('members', 'public')).toBe(false);
  expect(shown('members', 'members')).toBe(true);
  expect(shown('closed', 'members')).toBe(false);
  expect(onItem('public').isPageShown).toBe(false);
});

test('G1 G2 G3 what may be recorded, for whom, and since when', () => {
  expect(onItem('public')).toMatchObject({ audience: 'public', pause: null, since: 5_000 });
  expect(onItem('members')).toMatchObject({ audience: 'room', since: 5_000 });
  expect(onItem('closed')).toMatchObject({ audience: null, pause: 'closed', since: 5_000 });
  const details = { title: '', access: 'members' } as MeetingsState['details'];
  expect(onItem('public', { details })).toMatchObject({ audience: 'room' });
  expect(onItem('public', { phase: 'suspended', suspendedAt: 7_000 })).toMatchObject({
    audience: null,
    pause: 'suspended',
    since: 7_000,
  });
  expect(onItem('closed', { phase: 'ended', endedAt: 9_000 })).toMatchObject({
    audience: null,
    pause: 'ended',
    since: 9_000,
  });
  expect(sceneOf(stateWith({}), everybody)).toMatchObject({ audience: 'public', itemTitle: '' });
});

test('G9 the turn whose clock runs is heard: by the hall’s microphone in the hall, by the speaker’s own from elsewhere', () => {
  const turns = [turn('t1', 'u1', 'online', 3_000), turn('t2', 'u2', 'venue')];
  const scene = sceneOf(stateWith({}, { turns, mainTurnId: 't1', innerTurnId: 't2' }), everybody);
  expect(scene.turns).toEqual([
    { turnId: 't1', userId: 'u1', source: 'online', isRunning: false },
    { turnId: 't2', userId: 'u2', source: 'venue', isRunning: true },
  ]);
  expect(scene.floor).toEqual({ main: 'u1', inner: null });
  const [online, hall] = scene.turns;
  if (!online || !hall) throw new Error('two turns were on the floor');
  expect(belongs(online, { userId: 'u1', isVenue: false })).toBe(true);
  expect(belongs(online, { userId: 'u2', isVenue: false })).toBe(false);
  expect(belongs(online, { userId: 'u1', isVenue: true })).toBe(false);
  expect(belongs(hall, { userId: 'technician', isVenue: true })).toBe(true);
  expect(belongs(hall, { userId: 'u2', isVenue: false })).toBe(false);
});

test('G10 who is not to be recorded is named to the recorder', () => {
  expect(sceneOf(stateWith({}), (_, userId) => userId !== 'u2').withheld).toEqual(['u2']);
  expect(sceneOf(stateWith({}), everybody).withheld).toEqual([]);
});

const picture = (key: string, userId: string, place = ''): LivePicture => ({
  key,
  userId,
  place,
  source: 'camera',
  latest: { frame: null, version: 0 },
});

test('a speaker’s name stands on their own picture, and on the hall’s when they speak in the hall', () => {
  const [hall, own] = [picture('a', 'technician', 'venue'), picture('b', 'u1')];
  const named = (source: 'online' | 'venue'): readonly (string | undefined)[] => {
    const scene = sceneOf(stateWith({}, { turns: [turn('t1', 'u1', source)], mainTurnId: 't1' }), everybody);
    return planOf(scene, [hall, own]).pictures.map(
      (placed) => `${placed.picture.key} ${placed.part} ${nameOf(scene, placed)?.name}`,
    );
  };
  expect(named('online')).toEqual(['b main 沈静禾', 'a inset undefined']);
  expect(named('venue')).toEqual(['a main 沈静禾']);
});

test('guests are shown with where they come from', () => {
  expect(sceneOf(stateWith({}), everybody).names['u2']).toEqual({ name: '周明', from: '区教育局' });
});
