import { describe, expect, it } from 'vitest';
import { guests, Hall, idOf } from '#tests/support/floor.ts';
import { askingOf, type Standing, standingOf, waitMs } from './standing.ts';

const personOf = (hall: Hall, name: string) => ({
  userId: idOf(name),
  roles: guests[name]?.roles ?? [],
  isHere: hall.present.has(name),
});
const standing = (hall: Hall, name: string): Standing => standingOf(hall.state, hall.item, personOf(hall, name));
const kindOf = (hall: Hall, name: string): string => standing(hall, name).kind;
const asking = (hall: Hall, name: string) => askingOf(hall.state, hall.item, personOf(hall, name));
const close = (hall: Hall): string =>
  hall.send('chair', 'setList', { itemId: 'one', basedOn: hall.state.lists['one']?.version ?? 0, isClosed: true });

describe('the one big button', () => {
  it('leads from asking over waiting to speaking and back', () => {
    const hall = Hall.live();
    expect(kindOf(hall, 'ann')).toBe('free');
    hall.request('bea');
    hall.request('ann');
    expect(standing(hall, 'ann')).toMatchObject({ kind: 'waiting', ahead: 1, place: { place: 2 } });
    hall.send('ann', 'withdrawEntry', { entryId: hall.entryOf('ann').entryId });
    expect(kindOf(hall, 'ann')).toBe('free');
    hall.request('ann');
    hall.grant('ann');
    expect(standing(hall, 'ann')).toMatchObject({ kind: 'speaking', question: null });
    hall.send('ann', 'endTurn', { turnId: hall.main?.turnId });
    expect(kindOf(hall, 'ann')).toBe('free');
  });

  it('D2 tells the main speaker of the question that holds their clock', () => {
    const hall = Hall.live();
    hall.callUp('ann');
    hall.callUp('bea', 'interposedQuestion');
    expect(standing(hall, 'ann')).toMatchObject({ kind: 'speaking', question: { turnId: hall.inner?.turnId } });
    expect(standing(hall, 'bea')).toMatchObject({ kind: 'speaking', question: null });
  });

  it('D4 a closed list leaves points of order and questions', () => {
    const hall = Hall.live();
    close(hall);
    hall.callUp('bea');
    expect(kindOf(hall, 'ann')).toBe('closed');
    expect(asking(hall, 'ann')).toEqual({ interposedQuestion: true, pointOfOrder: true, reply: null });
  });

  it('D5 what one waits for is not asked for again', () => {
    const hall = Hall.live();
    hall.callUp('bea');
    hall.request('ann', 'pointOfOrder');
    expect(asking(hall, 'ann')).toMatchObject({ interposedQuestion: true, pointOfOrder: false });
    expect(asking(hall, 'bea')).toMatchObject({ interposedQuestion: false, pointOfOrder: false });
  });

  it('D6 says that an entry waits with another item', () => {
    const hall = Hall.live();
    hall.request('ann');
    hall.moveTo('two');
    expect(standing(hall, 'ann')).toMatchObject({ kind: 'frozen', isClosed: false, entry: { itemId: 'one' } });
    hall.moveTo('one');
    expect(kindOf(hall, 'ann')).toBe('waiting');
  });

  it('D7 who is not here checks in first', () => {
    const hall = Hall.live();
    hall.leave('ann');
    expect(kindOf(hall, 'ann')).toBe('absent');
    expect(asking(hall, 'ann')).toEqual({ interposedQuestion: false, pointOfOrder: false, reply: null });
  });

  it('D15 D16 guests and observers listen; whoever is addressed may answer once', () => {
    const hall = Hall.live();
    expect(kindOf(hall, 'eye')).toBe('listening');
    expect(kindOf(hall, 'guest')).toBe('listening');
    hall.request('ann', 'speech', { addressees: [idOf('guest')] });
    hall.grant('ann');
    expect(asking(hall, 'guest').reply?.turnId).toBe(hall.main?.turnId);
    expect(asking(hall, 'bea').reply).toBeNull();
    expect(hall.request('guest', 'reply', { answersTurnId: hall.main?.turnId })).toBe('ok');
    expect(asking(hall, 'guest').reply).toBeNull();
    expect(kindOf(hall, 'guest')).toBe('waiting');
  });

  it('D10 estimates the wait from what is left and the limits before it', () => {
    const hall = Hall.live();
    hall.request('bea');
    hall.request('ann');
    const wait = (): number | null => {
      const own = standing(hall, 'ann');
      return own.kind === 'waiting' ? waitMs(hall.state, own.place, hall.now) : null;
    };
    expect(wait()).toBe(5 * 60_000);
    hall.callUp('cat', 'pointOfOrder');
    hall.wait(30_000);
    expect(wait()).toBe(5 * 60_000 + 90_000);
    hall.callUp('cat', 'pointOfOrder', { limitMs: null });
    expect(wait()).toBeNull();
  });
});
