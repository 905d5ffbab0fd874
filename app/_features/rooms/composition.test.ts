import { describe, expect, it } from 'vitest';
import type { MeetingRole } from '#server/kernel/actor.ts';
import { compose, originsOf, type Placeable } from './composition.ts';

const hall: Placeable = { userId: 'technician', source: 'camera' };
const slides: Placeable = { userId: 'technician', source: 'screen' };
const chair: Placeable = { userId: 'chair', source: 'camera' };
const rolesOf = (userId: string): readonly MeetingRole[] => [userId as MeetingRole];
const shown = (layout: Parameters<typeof compose>[0], ...pictures: Placeable[]) =>
  compose(layout, originsOf(pictures, rolesOf));

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
});
