import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Frame, LogEvent } from '#server/kernel/live.ts';
import { logView } from './log-view.ts';
import { type MeetingView, meetingFolding } from './modules.ts';

const meetingId = '01900000-0000-7000-8000-00000000000a';
const person = (n: number): string => `01900000-0000-7000-8000-00000000000${n % 5}`;

/** A log of an audience that does not see every seq, as readers get it. */
function eventsOf(kinds: readonly number[]): LogEvent[] {
  return kinds.map((kind, index): LogEvent => {
    const line = { seq: index * 2 + 1, at: 1_000 + index, actor: `user:${person(kind)}` };
    switch (kind % 5) {
      case 0:
        return {
          ...line,
          type: 'chat.messagePosted',
          payload: { messageId: `m${index}`, text: `${kind}`, replyTo: null },
        };
      case 1:
        return {
          ...line,
          type: 'rooms.personEntered',
          payload: { userId: person(kind), deviceId: `device-${index}`, mode: 'video', consentVersion: '1' },
        };
      case 2:
        return { ...line, type: 'rooms.personLeft', payload: { userId: person(kind), reason: 'left' } };
      case 3:
        return { ...line, type: 'chat.messageDeleted', payload: { messageId: `m${index - 1}`, reason: 'x' } };
      default:
        return { ...line, type: 'log.redacted', payload: { seqs: [Math.max(1, index * 2 - 1)], reason: 'x' } };
    }
  });
}

const lastSeq = (events: readonly LogEvent[], fallback: number): number => events.at(-1)?.seq ?? fallback;

function frame(events: readonly LogEvent[], from: number, to: number): Frame {
  const part = events.slice(from, to);
  return { meetingId, prev: lastSeq(events.slice(0, from), 0), seq: lastSeq(part, 1), events: [...part] };
}

/** What the server answers to `follow` since a seq. */
function missing(events: readonly LogEvent[], since: number): Frame | null {
  const part = events.filter((event) => event.seq > since);
  return part.length > 0 ? { meetingId, prev: since, seq: lastSeq(part, since), events: part } : null;
}

const whole = (events: readonly LogEvent[]): MeetingView => meetingFolding.fold(meetingFolding.initial(), events);

describe('log view', () => {
  it('L5 any split, repetition, loss and reordering of frames leads to the same fold', () => {
    const stretch = fc.record({ from: fc.nat(40), length: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 40 }), fc.array(stretch), (kinds, stretches) => {
        const events = eventsOf(kinds);
        const view = logView(meetingFolding);
        for (const { from, length } of stretches) {
          if (from >= events.length) continue;
          if (view.takeFrame(frame(events, from, from + length)) !== 'gap') continue;
          const answer = missing(events, view.seq());
          if (answer) view.takeFrame(answer);
        }
        const rest = missing(events, view.seq());
        if (rest) view.takeFrame(rest);
        expect(view.state()).toEqual(whole(events));
        expect(view.seq()).toBe(lastSeq(events, 0));
      }),
      { seed: 20260318, numRuns: 300 },
    );
  });

  it('L5 a late snapshot does not take the reader back, an equal or newer one counts', () => {
    const events = eventsOf([1, 6, 11, 0]);
    const view = logView(meetingFolding);
    const snapshot = (upTo: number) => ({
      meetingId,
      audience: 'room' as const,
      seq: upTo * 2 - 1,
      serverNow: 0,
      state: { ...whole(events.slice(0, upTo)) },
    });
    expect(view.takeSnapshot(snapshot(3))).toBe(true);
    expect(view.takeSnapshot(snapshot(2))).toBe(false);
    expect(view.takeFrame(frame(events, 3, 4))).toBe('folded');
    expect(view.state()).toEqual(whole(events));
    expect(view.takeSnapshot(snapshot(4))).toBe(true);
  });

  it('L6 a snapshot for another audience replaces everything, also when it reaches less far', () => {
    const events = eventsOf([0, 0, 0]);
    const view = logView(meetingFolding);
    view.takeSnapshot({ meetingId, audience: 'staff', seq: 5, serverNow: 0, state: { ...whole(events) } });
    expect(
      view.takeSnapshot({ meetingId, audience: 'room', seq: 3, serverNow: 0, state: { ...meetingFolding.initial() } }),
    ).toBe(true);
    expect(view.state().chat.members).toEqual([]);
    expect(view.audience()).toBe('room');
  });

  it('L5 what a frame did not touch keeps its identity, what it touched does not', () => {
    const events = eventsOf([0, 0, 1]);
    const view = logView(meetingFolding);
    view.takeFrame(frame(events, 0, 1));
    const before = view.state();
    const messages = [...before.chat.members];
    view.takeFrame(frame(events, 1, 2));
    const after = view.state();
    expect(after).not.toBe(before);
    expect(after.rooms).toBe(before.rooms);
    expect(after.chat.members).not.toBe(before.chat.members);
    expect(before.chat.members).toEqual(messages);
    expect(after.chat.members[0]).toBe(messages[0]);
  });
});
