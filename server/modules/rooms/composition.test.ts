import { describe, expect, it } from 'vitest';
import { compose, layOut, type OnlineFloor, originsOf, type Placeable } from './composition.ts';

const picture = (userId: string, source: 'camera' | 'screen' = 'camera', place = ''): Placeable => ({
  key: `${userId} ${source}`,
  userId,
  source,
  place,
});
const hall = picture('technician', 'camera', 'venue');
const slides = picture('technician', 'screen', 'venue');
const [chair, ann, bea] = [picture('chair'), picture('ann'), picture('bea')];
const shown = (layout: Parameters<typeof compose>[0], ...pictures: Placeable[]) => compose(layout, originsOf(pictures));
const spoken = (floor: OnlineFloor, ...pictures: Placeable[]) => compose('speaker', originsOf(pictures, floor));

describe('composition', () => {
  it('R12 shows what the chair switched to', () => {
    expect(shown('venue', hall, chair)).toEqual({ kind: 'one', main: hall, inset: null });
    expect(shown('speaker', hall, chair)).toEqual({ kind: 'one', main: chair, inset: hall });
    expect(shown('sideBySide', hall, chair)).toEqual({ kind: 'two', left: hall, right: chair });
    expect(shown('document', hall, slides)).toEqual({ kind: 'one', main: slides, inset: hall });
    expect(shown('pause', hall, chair)).toEqual({ kind: 'pause' });
  });

  it('R12 a page stands beside who speaks, or beside the hall, and before a shared screen', () => {
    const paged = (floor: OnlineFloor, ...pictures: Placeable[]) =>
      compose('document', originsOf(pictures, floor), 'a document');
    expect(paged({ main: 'ann', inner: null }, hall, ann)).toEqual({ kind: 'document', inset: ann });
    expect(paged({ main: null, inner: null }, hall, slides, ann)).toEqual({ kind: 'document', inset: hall });
    expect(paged({ main: null, inner: null })).toEqual({ kind: 'document', inset: null });
  });

  it('R12 the gallery shows everybody who sends a picture, the hall first and once', () => {
    const encoder = { ...picture('encoder', 'camera', 'venue') };
    expect(shown('gallery', chair, bea, hall, ann, encoder)).toEqual({
      kind: 'many',
      pictures: [encoder, ann, bea, chair],
    });
    expect(shown('gallery', chair, hall)).toEqual({ kind: 'two', left: hall, right: chair });
    expect(shown('gallery', chair)).toEqual({ kind: 'one', main: chair, inset: null });
    const crowd = Array.from({ length: 20 }, (_, index) => picture(`person-${index}`));
    expect(shown('gallery', ...crowd)).toMatchObject({ kind: 'many', pictures: { length: 9 } });
  });

  it('R12 the next best stands in for a picture that is missing', () => {
    expect(shown('speaker', hall)).toEqual({ kind: 'one', main: hall, inset: null });
    expect(shown('venue', chair)).toEqual({ kind: 'one', main: chair, inset: null });
    expect(shown('sideBySide', chair)).toEqual({ kind: 'one', main: chair, inset: null });
    expect(shown('document', hall)).toEqual({ kind: 'document', inset: null });
    expect(shown('venue')).toEqual({ kind: 'nothing' });
  });

  it('R18 the hall is whoever says so, not who sends first, and the same one on every screen', () => {
    expect(originsOf([chair, hall]).venue).toBe(hall);
    expect(originsOf([chair, ann]).venue).toBeNull();
    const [pulled, encoder] = [picture('pulled', 'camera', 'venue'), picture('encoder', 'camera', 'venue')];
    for (const pictures of [
      [hall, pulled, encoder, chair],
      [chair, encoder, hall, pulled],
    ])
      expect(originsOf(pictures).venue).toBe(encoder);
    expect(originsOf([hall, pulled]).venue).toBe(pulled);
    expect(originsOf([bea, ann]).speaker).toBe(originsOf([ann, bea]).speaker);
  });

  it('R12 who holds the floor is the speaker, not whoever sends a picture', () => {
    expect(spoken({ main: 'ann', inner: null }, hall, chair, ann)).toEqual({ kind: 'one', main: ann, inset: hall });
    expect(spoken({ main: null, inner: null }, chair, hall)).toEqual({ kind: 'one', main: hall, inset: null });
  });

  it('D3 while a question runs both are shown', () => {
    const both = { main: 'ann', inner: 'bea' };
    expect(spoken(both, hall, ann, bea)).toEqual({ kind: 'two', left: ann, right: bea });
    expect(spoken({ main: null, inner: 'bea' }, hall, bea)).toEqual({ kind: 'two', left: hall, right: bea });
    expect(spoken({ main: 'ann', inner: null }, hall, ann)).toEqual({ kind: 'one', main: ann, inset: hall });
    expect(spoken(both, bea)).toEqual({ kind: 'one', main: bea, inset: null });
  });

  it('R12 places lie within the picture, and beside a page nothing lies over it', () => {
    const crowd = Array.from({ length: 7 }, (_, index) => picture(`person-${index}`));
    const plans = [
      layOut(compose('gallery', originsOf([hall, ...crowd]))),
      layOut(compose('gallery', originsOf(crowd.slice(0, 3)))),
      layOut(spoken({ main: 'ann', inner: null }, hall, ann)),
      layOut(spoken({ main: 'ann', inner: 'bea' }, hall, ann, bea)),
    ];
    for (const { pictures } of plans)
      for (const { x, y, width, height } of pictures) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(-1e-9);
        expect(Math.max(x + width, y + height)).toBeLessThanOrEqual(1 + 1e-9);
      }
    expect(plans.map(({ pictures }) => pictures.length)).toEqual([8, 3, 2, 2]);
    const paged = layOut(compose('document', originsOf([hall]), 'a document'));
    expect(paged.page).toEqual({ x: 0, y: 0, width: 0.75, height: 1 });
    expect(paged.pictures).toMatchObject([{ picture: hall, part: 'inset', x: 0.75 }]);
    expect(layOut(compose('document', originsOf<Placeable>([]), 'a document')).page?.width).toBe(1);
  });
});
