import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fullReception, type LineSample, nextReception, type Reception } from './reception.ts';

const look = (atMs: number, change: Partial<LineSample> = {}): LineSample => ({
  atMs,
  quality: 'good',
  isStarved: false,
  loss: 0,
  ...change,
});
const run = (from: Reception, fromMs: number, seconds: number, change: Partial<LineSample>): Reception => {
  let reception = from;
  for (let second = 0; second < seconds; second++)
    reception = nextReception(reception, look(fromMs + second * 1_000, change));
  return reception;
};

describe('reception', () => {
  it('a weak line loses the picture first, then the sound, never the words', () => {
    const audio = run(fullReception, 0, 8, { quality: 'poor' });
    expect(audio.mode).toBe('audio');
    const captions = run(audio, 8_000, 8, { quality: 'poor' });
    expect(captions.mode).toBe('captions');
    expect(run(captions, 20_000, 60, { quality: 'lost' }).mode).toBe('captions');
  });

  it('a short disturbance changes nothing', () => {
    const disturbed = run(fullReception, 0, 4, { isStarved: true });
    expect(run(disturbed, 4_000, 5, {}).mode).toBe('video');
  });

  it('comes back by itself, and more slowly when coming back was too early', () => {
    const audio = run(fullReception, 0, 8, { loss: 0.3 });
    const back = run(audio, 10_000, 17, {});
    expect(back.mode).toBe('video');
    const again = run(back, 28_000, 8, { quality: 'poor' });
    expect(again.mode).toBe('audio');
    expect(again.patienceMs).toBe(audio.patienceMs * 2);
    expect(run(again, 40_000, 17, {}).mode).toBe('audio');
    expect(run(again, 40_000, 32, {}).mode).toBe('video');
  });

  it('moves one step at a time whatever the line does', () => {
    const sample = fc.record({
      quality: fc.constantFrom('good' as const, 'poor' as const, 'lost' as const, 'unknown' as const),
      isStarved: fc.boolean(),
      loss: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    const order = ['captions', 'audio', 'video'];
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 200 }), (samples) => {
        let reception = fullReception;
        for (const [index, one] of samples.entries()) {
          const next = nextReception(reception, look(index * 2_000, one));
          expect(Math.abs(order.indexOf(next.mode) - order.indexOf(reception.mode))).toBeLessThanOrEqual(1);
          reception = next;
        }
      }),
      { seed: 11 },
    );
  });
});
