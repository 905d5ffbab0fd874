import { describe, expect, it } from 'vitest';
import type { MeetingRole } from '#server/kernel/actor.ts';
import { compose, type OnlineFloor, originsOf, type Placeable } from './composition.ts';

const hall: Placeable = { userId: 'technician', source: 'camera' };
const slides: Placeable = { userId: 'technician', source: 'screen' };
const chair: Placeable = { userId: 'chair', source: 'camera' };
const ann: Placeable = { userId: 'ann', source: 'camera' };
const bea: Placeable = { userId: 'bea', source: 'camera' };
const rolesOf = (userId: string): readonly MeetingRole[] => [userId as MeetingRole];
const shown = (layout: Parameters<typeof compose>[0], ...pictures: Placeable[]) =>
  compose(layout, originsOf(pictures, rolesOf));
const spoken = (floor: OnlineFloor, ...pictures: Placeable[]) =>
  compose('speaker', originsOf(pictures, rolesOf, floor));

describe('composition', () => {
  it('R12 shows what the chair switched to', () => {
    expect(shown('venue', hall, chair)).toEqual({ kind: 'one', main: hall, inset: null });
    expect(shown('speaker', hall, chair)).toEqual({ kind: 'one', main: chair, inset: hall });
    expect(shown('sideBySide', hall, chair)).toEqual({ kind: 'two', left: hall, right: chair });
    expect(shown('document', hall, slides)).toEqual({ kind: 'one', main: slides, inset: hall });
    expect(shown('pause', hall, chair)).toEqual({ kind: 'pause' });
  });

  it('R12 the next best stands in for a picture that is missing', () => {
    expect(shown('speaker', hall)).toEqual({ kind: 'one', main: hall, inset: null });
    expect(shown('venue', chair)).toEqual({ kind: 'one', main: chair, inset: null });
    expect(shown('sideBySide', chair)).toEqual({ kind: 'one', main: chair, inset: null });
    expect(shown('document', hall)).toEqual({ kind: 'document' });
    expect(shown('venue')).toEqual({ kind: 'nothing' });
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
});
