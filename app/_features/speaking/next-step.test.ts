import { describe, expect, test } from 'vitest';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import type { NextInLine, QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import { type FloorNow, nextStep } from './next-step.ts';

const turn = (turnId: string): Turn => ({ turnId }) as Turn;
const place = (entryId: string, kind: SpeakingKind = 'speech', isAway = false): QueuePlace =>
  ({ entry: { entryId, kind, isAway } }) as QueuePlace;
function line(...places: readonly QueuePlace[]): NextInLine | null {
  const [first] = places;
  if (!first) return null;
  const present = places.find(({ entry }) => !entry.isAway) ?? null;
  return { first, present, passed: places.slice(0, present ? places.indexOf(present) : places.length) };
}
const floor = (changes: Partial<FloorNow>): FloorNow => ({
  isLive: true,
  main: null,
  inner: null,
  next: null,
  ...changes,
});
const [shen, question, lin] = [turn('shen'), turn('question'), place('lin')];

describe('what the space bar does', () => {
  test('D13 nothing while the meeting is not live', () => {
    const step = nextStep(floor({ isLive: false, main: shen, next: line(lin) }));
    expect(step).toEqual({ kind: 'nothing', why: 'notLive' });
  });
  test('nothing when nobody waits, whoever speaks', () => {
    expect(nextStep(floor({}))).toEqual({ kind: 'nothing', why: 'nobodyWaits' });
    expect(nextStep(floor({ main: shen }))).toEqual({ kind: 'nothing', why: 'nobodyWaits' });
  });
  test('calls the first on a free floor', () => {
    expect(nextStep(floor({ next: line(lin) }))).toEqual({ kind: 'call', place: lin, ends: null });
  });
  test('D1 calling the next names the turn that ends with it', () => {
    expect(nextStep(floor({ main: shen, next: line(lin) }))).toEqual({ kind: 'call', place: lin, ends: shen });
  });
  test('D1 a question is allowed on top of the main turn', () => {
    const song = place('song', 'interposedQuestion');
    expect(nextStep(floor({ main: shen, next: line(song, lin) }))).toEqual({
      kind: 'allowQuestion',
      place: song,
      holds: shen,
    });
  });
  test('D2 while a question runs the floor goes back, whoever else waits', () => {
    const step = nextStep(floor({ main: shen, inner: question, next: line(place('song', 'interposedQuestion'), lin) }));
    expect(step).toEqual({ kind: 'handBack', question, to: shen });
  });
  test('D7 who is away is passed only after it was offered', () => {
    const away = place('away', 'speech', true);
    expect(nextStep(floor({ next: line(away, lin) }))).toEqual({ kind: 'offerToPass', passed: [away], instead: lin });
  });
  test('D7 everybody away: there is nobody to go on with', () => {
    const away = place('away', 'speech', true);
    expect(nextStep(floor({ next: line(away) }))).toEqual({ kind: 'offerToPass', passed: [away], instead: null });
  });
});
