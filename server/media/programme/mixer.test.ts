import { expect, test } from 'vitest';
import { mix, SoundSource, sampleRate, softLimit } from './mixer.ts';

const ms = (count: number): number => (count * sampleRate) / 1000;
const sound = (count: number, value: number): Int16Array => new Int16Array(count).fill(value);

test('a source is heard once it has collected a little, and at an even pace', () => {
  const source = new SoundSource();
  source.push(sound(ms(50), 8_192));
  expect(source.take(ms(40))).toBeNull();
  source.push(sound(ms(50), 16_384));
  const first = source.take(ms(40)) ?? new Float32Array();
  expect(first).toHaveLength(ms(40));
  expect(new Set(first)).toEqual(new Set([0.25]));
  const second = source.take(ms(40)) ?? new Float32Array();
  expect(second[0]).toBe(0.25);
  expect(second.at(-1)).toBe(0.5);
});

test('what is missing is silence, and then it collects anew', () => {
  const source = new SoundSource();
  source.push(sound(ms(60), 16_384));
  const taken = source.take(ms(100)) ?? new Float32Array();
  expect(taken[ms(60) - 1]).toBe(0.5);
  expect(taken[ms(60)]).toBe(0);
  source.push(sound(ms(20), 16_384));
  expect(source.take(ms(20))).toBeNull();
});

test('a delay does not grow: of too much waiting the oldest is let go', () => {
  const source = new SoundSource();
  for (let part = 0; part < 10; part++) source.push(sound(ms(40), part * 1_000));
  const next = source.take(1) ?? new Float32Array();
  expect(next[0]).toBeGreaterThan(5_000 / 32_768);
});

test('what was said before a pause is forgotten', () => {
  const source = new SoundSource();
  source.push(sound(ms(100), 16_384));
  source.clear();
  expect(source.take(ms(10))).toBeNull();
});

test('quiet sound stays as it is, loud sound never clips, and louder stays louder', () => {
  for (const quiet of [0, 0.3, -0.8]) expect(softLimit(quiet)).toBe(quiet);
  for (const loud of [0.81, 1, 2, 8, 30]) {
    expect(softLimit(loud)).toBeLessThanOrEqual(1);
    expect(softLimit(-loud)).toBe(-softLimit(loud));
  }
  expect(softLimit(1.2)).toBeGreaterThan(softLimit(1.1));
});

test('voices are added; nobody is silence', () => {
  const voices = [0.25, 0.5].map((value) => new Float32Array(4).fill(value));
  expect([...mix(voices, 4)]).toEqual([0.75, 0.75, 0.75, 0.75]);
  expect([...mix([], 3)]).toEqual([0, 0, 0]);
});
