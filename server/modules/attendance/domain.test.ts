import { describe, expect, test } from 'vitest';
import type { LiveState } from '#server/kernel/live.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import type { SpeakingState } from '#server/modules/speaking/state.ts';
import { Desk } from '#tests/support/desk.ts';
import { idOf } from '#tests/support/floor.ts';
import { settingsOf } from '#tests/support/polls.ts';
import type { AttendanceState } from './domain.ts';
import { evolve, redact } from './evolve.ts';
import { noteOf } from './figures.ts';
import { initial, openCheck } from './state.ts';

const minute = 60_000;
const grace = initial().settings.graceMs;
const viewOf = (state: LiveState): AttendanceState => state['attendance'] as AttendanceState;

/** Opens a vote of those present; the figures it fixed, or the refusal. */
function openVote(desk: Desk, change: Parameters<typeof settingsOf>[0] = {}) {
  const lists = { electors: [], hand: [] };
  const { pollId } = desk.must('chair', 'polls.draftPoll', { settings: settingsOf(change), lists });
  const refused = desk.send('chair', 'polls.openPoll', { pollId, basedOn: 1 });
  if (refused !== 'ok') return refused;
  const { figures } = (desk.state['polls'] as PollsState).polls[String(pollId)] ?? {};
  desk.must('chair', 'polls.cancelPoll', { pollId, basedOn: 2, reason: 'test' });
  return figures;
}

describe('one presence per person', () => {
  test('A1 every proof adds to one presence, and the hall goes before the screen', () => {
    const desk = Desk.live();
    expect(desk.enter('ann')).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ status: 'present', place: 'online', firstMeans: 'room' });
    desk.wait(minute);
    expect(desk.scan('ann')).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ place: 'venue', firstMeans: 'room', lastBy: 'hallCode' });
    expect(desk.desk('ann')).toBe('ok');
    expect(desk.output).toMatchObject({ isNew: false, place: 'venue' });
    expect(desk.figures()).toMatchObject({ present: 1, venue: 1, online: 0 });
    const { steps, evidence } = desk.attendance.people[idOf('ann')] ?? {};
    expect(steps?.map(({ by }) => by)).toEqual(['room', 'hallCode']);
    expect(evidence?.map((one) => (one.kind === 'seen' ? one.means : one.kind))).toEqual(['desk']);
    // Later the phone joins and leaves: who sits in the hall stays there.
    desk.leave('ann');
    desk.enter('ann');
    desk.lose('ann');
    expect(desk.of('ann')).toMatchObject({ place: 'venue', isAway: false });
  });

  test('A1 the same proof twice is told once', () => {
    const desk = Desk.live();
    desk.scan('ann');
    const count = desk.log.length;
    for (let again = 0; again < 5; again++) expect(desk.scan('ann')).toBe('ok');
    expect(desk.output).toMatchObject({ isNew: false, place: 'venue' });
    expect(desk.log.length).toBe(count);
    desk.desk('ann');
    desk.desk('ann');
    expect(desk.since(count)).toEqual(['attendance.seen']);
  });

  test('A1 coming and going without end keeps the first and the newest, and the state bounded', () => {
    const desk = Desk.live();
    desk.enter('ann');
    for (let round = 0; round < 300; round++) {
      desk.wait(1_000);
      desk.leave('ann');
      desk.enter('ann');
    }
    const { steps, evidence, onlineMs } = desk.attendance.people[idOf('ann')] ?? {};
    expect(steps?.length).toBeLessThan(200);
    expect(evidence?.length).toBeLessThan(200);
    expect(steps?.[0]?.at).toBe(desk.now - 300_000);
    expect(onlineMs).toBe(300_000);
  });

  test('A2 only who has a place and was not removed is checked in', () => {
    const desk = Desk.live();
    expect(desk.desk('stranger')).toBe('notInvited');
    expect(desk.scan('stranger')).toBe('forbidden');
    expect(desk.scan('office')).toBe('notInvited');
    desk.scan('ann');
    desk.must('chair', 'rooms.removePerson', { userId: idOf('ann'), reason: 'noise' });
    expect(desk.of('ann')).toMatchObject({ status: 'left', place: null });
    expect(desk.desk('ann')).toBe('personRemoved');
    expect(desk.scan('ann')).toBe('forbidden');
  });
});

describe('codes', () => {
  test('A3 the code of this half minute and of the one before is taken; older, later and unsigned ones are not', () => {
    const desk = Desk.live();
    expect(desk.scan('ann', 0)).toBe('ok');
    expect(desk.scan('bea', 1)).toBe('ok');
    expect(desk.scan('cat', -1)).toBe('ok');
    expect(desk.scan('abe', 2)).toBe('codeExpired');
    expect(desk.scan('abe', -2)).toBe('codeWrong');
    expect(desk.send('abe', 'attendance.checkInByCode', { code: 'x' }, { code: null })).toBe('codeWrong');
    expect(desk.of('abe').status).toBe('expected');
  });

  test('A3 the desk takes a member’s own code for the person it was made for, within its time', () => {
    const desk = Desk.live();
    const show = (name: string | null, age: number): string => {
      const slotMs = 5 * minute;
      const code = name === null ? null : { slot: Math.floor(desk.now / slotMs) - age, slotMs };
      const prepared = { code, userId: name === null ? null : idOf(name) };
      return desk.send('clerk', 'attendance.checkInAtDesk', { by: 'memberCode', code: 'x' }, prepared);
    };
    expect(show('ann', 0)).toBe('ok');
    expect(desk.output).toMatchObject({ userId: idOf('ann'), isNew: true });
    expect(show('bea', 2)).toBe('memberCodeExpired');
    expect(show(null, 0)).toBe('codeWrong');
    expect(show('stranger', 0)).toBe('notInvited');
    const byNumber = (userId: string | null) =>
      desk.send('clerk', 'attendance.checkInAtDesk', { by: 'number', number: '12' }, { userId });
    expect(byNumber(null)).toBe('numberUnknown');
    expect(byNumber(idOf('cat'))).toBe('ok');
    expect(desk.of('cat').firstMeans).toBe('number');
  });
});

describe('online', () => {
  test('A4 entering checks in; a lost connection keeps it, leaving ends it, coming back restores it', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.wait(minute);
    desk.lose('ann');
    expect(desk.of('ann')).toMatchObject({ status: 'present', place: 'online', isAway: true, onlineMs: minute });
    expect(desk.figures()).toMatchObject({ present: 1, online: 1, away: 1 });
    desk.wait(minute);
    desk.enter('ann');
    expect(desk.of('ann')).toMatchObject({ isAway: false, onlineMs: minute });
    desk.wait(minute);
    desk.leave('ann');
    expect(desk.of('ann')).toMatchObject({ status: 'left', place: null, leftAt: desk.now, onlineMs: 2 * minute });
    desk.enter('ann');
    expect(desk.of('ann')).toMatchObject({ status: 'present', leftAt: null });
  });

  test('A4 who was checked out while connected checks in again by entering anew, from the same device too', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.wait(minute);
    const checkOut = { userId: idOf('ann'), basedOn: desk.of('ann').version, reason: '' };
    desk.must('clerk', 'attendance.checkOut', checkOut);
    expect(desk.of('ann').place).toBeNull();
    desk.wait(minute);
    const count = desk.log.length;
    expect(desk.enter('ann')).toBe('ok');
    expect(desk.since(count)).toContain('attendance.checkedIn');
    expect(desk.of('ann')).toMatchObject({ status: 'present', place: 'online', isAway: false, onlineMs: 2 * minute });
    const undo = { userId: idOf('ann'), basedOn: desk.of('ann').version, reason: 'test' };
    desk.must('clerk', 'attendance.undoStep', undo);
    desk.enter('ann');
    expect(desk.of('ann').place).toBe('online');
    // Who is here enters twice without a word of it.
    const calm = desk.log.length;
    desk.enter('ann');
    expect(desk.log.length).toBe(calm);
  });

  test('A4 another device of the same person carries the stretch on', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.wait(minute);
    desk.enter('ann', 'device-two');
    desk.wait(minute);
    expect(desk.of('ann').onlineMs).toBe(2 * minute);
    desk.leave('ann', 'device-one');
    expect(desk.of('ann').status).toBe('present');
  });

  test('A4 stretches of the media server are evidence beside', () => {
    const desk = Desk.live();
    desk.enter('ann');
    const media = (kind: string, at: number) =>
      desk.must('system', 'rooms.recordMedia', { kind, userId: idOf('ann'), deviceId: 'device-one', at }, {});
    media('joined', desk.now);
    media('left', desk.now + 5_000);
    expect(desk.attendance.people[idOf('ann')]?.evidence).toEqual([
      { kind: 'media', at: desk.now, until: desk.now + 5_000 },
    ]);
    expect(viewOf(desk.room).people[idOf('ann')]?.evidence).toEqual([]);
  });

  test('A4 the end closes every stretch and sends nobody home early', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.scan('bea');
    desk.wait(30 * minute);
    desk.must('chair', 'meetings.endMeeting');
    expect(desk.of('ann')).toMatchObject({ status: 'present', hasLeftEarly: false, onlineMs: 30 * minute });
    expect(desk.of('bea')).toMatchObject({ status: 'present', hasLeftEarly: false });
    expect(desk.of('cat').status).toBe('absent');
    expect(desk.attendance.people[idOf('ann')]?.onlineSince).toBeNull();
  });

  test('D7 what the floor takes as checked in is checked in for votes, and back again', () => {
    const desk = Desk.live();
    const floor = (desk.state['speaking'] as SpeakingState).floorVersion;
    expect(desk.send('clerk', 'speaking.addEntry', { userId: idOf('ann'), kind: 'speech' })).toBe('notCheckedIn');
    desk.must('clerk', 'speaking.addEntry', { userId: idOf('ann'), kind: 'speech', checkIn: true });
    desk.must('chair', 'speaking.callSpeaker', { userId: idOf('bea'), kind: 'speech', checkIn: true, floor });
    expect(desk.of('ann')).toMatchObject({ place: 'venue', firstMeans: 'floor' });
    expect(openVote(desk)).toMatchObject({ present: 2, electors: 2 });
    const speaking = desk.state['speaking'] as SpeakingState;
    expect(speaking.entries[0]).toMatchObject({ source: 'venue', isAway: false });
    // And who is checked in at the desk may ask for the floor.
    desk.desk('cat');
    expect(desk.send('cat', 'speaking.requestToSpeak', { kind: 'speech' })).toBe('ok');
  });

  test('D7 who is checked out keeps the place in the queue, marked; who comes back is not marked', () => {
    const desk = Desk.live();
    const isAway = () => (desk.state['speaking'] as SpeakingState).entries[0]?.isAway;
    desk.desk('ann');
    desk.must('ann', 'speaking.requestToSpeak', { kind: 'speech', source: 'venue' });
    desk.onPerson('checkOut', 'ann', { reason: '' });
    expect(isAway()).toBe(true);
    desk.desk('ann');
    expect(isAway()).toBe(false);
    // A phone that leaves takes nobody out of the hall.
    desk.enter('ann');
    desk.lose('ann');
    expect(isAway()).toBe(false);
    desk.enter('bea');
    desk.lose('bea');
    desk.must('clerk', 'speaking.addEntry', { userId: idOf('bea'), kind: 'speech' });
    expect((desk.state['speaking'] as SpeakingState).entries[1]?.isAway).toBe(true);
  });
});

describe('presence checks', () => {
  test('A5 asks who is online with a device, takes answers in time, and keeps who was asked and who answered', () => {
    const desk = Desk.live();
    expect(desk.send('chair', 'attendance.startCheck')).toBe('nobodyOnline');
    for (const name of ['ann', 'bea', 'cat', 'clerk', 'chair', 'eye']) desk.enter(name);
    desk.scan('cat');
    desk.lose('bea');
    desk.enter('abe');
    desk.enter('guest');
    const { checkId } = desk.must('chair', 'attendance.startCheck');
    expect(openCheck(desk.attendance)?.asked.toSorted()).toEqual([idOf('ann'), idOf('abe'), idOf('guest')].toSorted());
    expect(desk.send('clerk', 'attendance.startCheck')).toBe('checkRunning');
    const answer = (name: string) => desk.send(name, 'attendance.answerCheck', { checkId });
    expect(answer('cat')).toBe('notAsked');
    expect(answer('ann')).toBe('ok');
    const count = desk.log.length;
    expect(answer('ann')).toBe('ok');
    desk.must('system', 'attendance.attendDue');
    expect(desk.log.length).toBe(count);
    desk.wait(desk.attendance.settings.checkMs);
    expect(answer('abe')).toBe('checkOver');
    desk.must('system', 'attendance.attendDue');
    desk.must('system', 'attendance.attendDue');
    expect(desk.since(count)).toEqual(['attendance.checkClosed']);
    expect(desk.of('ann').checks).toEqual({ asked: 1, answered: 1 });
    expect(desk.of('abe').checks).toEqual({ asked: 1, answered: 0 });
    expect(desk.of('cat').checks).toEqual({ asked: 0, answered: 0 });
    // Who answered is for staff.
    expect(viewOf(desk.room).checks[0]?.answers).toEqual({});
  });

  test('A5 checks of their own accord come at changing times, while live only, and end with the meeting', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.must('chair', 'attendance.setSettings', { basedOn: 0, checkEveryMs: 20 * minute });
    const waits = new Set<number>();
    for (let round = 0; round < 20; round++) {
      const { nextCheckAt } = desk.attendance;
      const wait = (nextCheckAt ?? 0) - desk.now;
      waits.add(wait);
      // Counted from when the last one began, a minute ago.
      expect(wait).toBeGreaterThanOrEqual(9 * minute);
      expect(wait).toBeLessThanOrEqual(30 * minute);
      desk.wait(wait);
      desk.must('system', 'attendance.attendDue');
      expect(openCheck(desk.attendance)).toMatchObject({ isByTimer: true });
      expect(viewOf(desk.room).nextCheckAt).toBeNull();
      desk.wait(minute);
      desk.must('system', 'attendance.attendDue');
    }
    expect(waits.size).toBeGreaterThan(10);
    desk.must('chair', 'meetings.suspendMeeting', { reason: '' });
    desk.wait(60 * minute);
    desk.must('system', 'attendance.attendDue');
    expect(openCheck(desk.attendance)).toBeNull();
    expect(desk.attendance.nextCheckAt).toBeGreaterThan(desk.now);
    desk.must('chair', 'meetings.resumeMeeting');
    desk.must('chair', 'attendance.startCheck');
    desk.must('chair', 'meetings.endMeeting');
    expect(openCheck(desk.attendance)).toBeNull();
    expect(desk.attendance.nextCheckAt).toBeNull();
  });

  test('A5 a meeting that starts with the setting gets its first check', () => {
    const desk = Desk.open();
    desk.must('office', 'attendance.setSettings', { basedOn: 0, checkEveryMs: 20 * minute });
    expect(desk.attendance.nextCheckAt).toBeNull();
    desk.must('chair', 'meetings.startMeeting');
    expect(desk.attendance.nextCheckAt).toBeGreaterThan(desk.now);
  });
});

describe('late, early, corrections', () => {
  test('A6 late is more than the grace after the start, early more than the grace before the end', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.wait(grace);
    desk.scan('bea');
    desk.wait(1);
    desk.scan('cat');
    expect([desk.of('ann').isLate, desk.of('bea').isLate, desk.of('cat').isLate]).toEqual([false, false, true]);
    desk.wait(minute);
    desk.lose('ann');
    desk.wait(grace);
    desk.onPerson('checkOut', 'bea', { reason: 'a train' });
    expect(desk.of('bea')).toMatchObject({ status: 'left', hasLeftEarly: true });
    desk.wait(1);
    desk.must('chair', 'meetings.endMeeting');
    expect(desk.of('ann')).toMatchObject({ status: 'present', hasLeftEarly: true });
    expect(desk.of('bea').hasLeftEarly).toBe(false);
    expect(desk.of('cat').hasLeftEarly).toBe(false);
  });

  test('A6 who looked in before the start and left again was not there by that', () => {
    const desk = Desk.open();
    desk.enter('ann');
    desk.enter('bea');
    desk.wait(minute);
    desk.leave('ann');
    desk.leave('bea');
    desk.wait(minute);
    desk.must('chair', 'meetings.startMeeting');
    desk.wait(grace + 1);
    desk.enter('bea');
    expect(desk.of('ann').status).toBe('expected');
    expect(desk.of('bea')).toMatchObject({ status: 'present', isLate: true });
    desk.must('chair', 'meetings.endMeeting');
    expect(desk.of('ann')).toMatchObject({ status: 'absent', hasLeftEarly: false });
  });

  test('A8 steps are taken back one by one with a reason, and stay among the evidence', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.scan('ann');
    expect(desk.send('clerk', 'attendance.undoStep', { userId: idOf('ann'), basedOn: 2, reason: ' ' })).toBe(
      'invalid_input',
    );
    expect(desk.onPerson('undoStep', 'ann', { reason: 'the wrong phone' })).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ place: 'online', lastBy: 'room' });
    expect(desk.onPerson('undoStep', 'ann', { reason: 'not she' })).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ status: 'expected', place: null, firstAt: null });
    expect(openVote(desk, { electorate: 'all' })).toMatchObject({ present: 0 });
    expect(desk.onPerson('undoStep', 'ann', { reason: 'again' })).toBe('nothingToUndo');
    const { evidence } = desk.attendance.people[idOf('ann')] ?? {};
    expect(evidence?.map((one) => (one.kind === 'undone' ? one.step.by : one.kind))).toEqual(['hallCode', 'room']);
    expect(noteOf(desk.attendance, idOf('ann'), 'undo')).toBe('not she');
  });

  test('A8 those who keep the attendance say when somebody came and went, never in the future', () => {
    const desk = Desk.live();
    desk.wait(60 * minute);
    const came = desk.now - 58 * minute;
    const manually = (at: number, by = 'clerk') =>
      desk.send(by, 'attendance.checkInManually', { userId: idOf('ann'), place: 'venue', reason: 'sat there', at });
    expect(manually(desk.now + 1)).toBe('inFuture');
    expect(manually(came, 'bea')).toBe('forbidden');
    expect(manually(came)).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ isLate: false, firstAt: came, firstMeans: 'manual' });
    expect(desk.onPerson('checkOut', 'ann', { reason: '', at: came - 1 })).toBe('beforeArrival');
    expect(desk.onPerson('checkOut', 'ann', { reason: '', at: desk.now + 1 })).toBe('inFuture');
    desk.must('chair', 'meetings.endMeeting');
    expect(desk.onPerson('checkOut', 'ann', { reason: 'forgotten', at: came + minute })).toBe('ok');
    expect(desk.of('ann')).toMatchObject({ leftAt: came + minute, hasLeftEarly: true });
    expect(desk.onPerson('checkOut', 'ann', { reason: '' })).toBe('notHere');
  });

  test('A12 what was based on another version is refused and changes nothing', () => {
    const desk = Desk.live();
    desk.desk('ann');
    const count = desk.log.length;
    const old = { userId: idOf('ann'), basedOn: 0, reason: 'x' };
    expect(desk.send('clerk', 'attendance.checkOut', old)).toBe('stale');
    expect(desk.send('clerk', 'attendance.undoStep', old)).toBe('stale');
    desk.must('bea', 'attendance.requestLeave', { kind: 'early', reason: 'a train' });
    expect(
      desk.send('clerk', 'attendance.decideLeave', { userId: idOf('bea'), basedOn: 9, isApproved: true, answer: '' }),
    ).toBe('stale');
    expect(desk.send('clerk', 'attendance.setSettings', { basedOn: 3, graceMs: 0 })).toBe('stale');
    expect(desk.since(count)).toEqual(['attendance.leaveRequested', 'attendance.noted']);
  });
});

describe('leave', () => {
  test('A7 asked for with a reason, approved, and withdrawn; the room hears that, never why', () => {
    const desk = Desk.live();
    const ask = (reason: string, kind = 'absence') => desk.send('ann', 'attendance.requestLeave', { kind, reason });
    expect(ask(' ')).toBe('invalid_input');
    expect(ask('a hospital')).toBe('ok');
    expect(ask('again')).toBe('leaveStanding');
    expect(desk.of('ann').status).toBe('expected');
    expect(desk.onLeave('ann', true)).toBe('ok');
    expect(desk.of('ann').status).toBe('leave');
    expect(desk.figures()).toMatchObject({ entitled: 7, onLeave: 1, absent: 6 });
    const room = viewOf(desk.room);
    expect([room.leaves, room.notes, room.onLeave]).toEqual([{}, {}, { [idOf('ann')]: true }]);
    expect(JSON.stringify(viewOf(desk.outside))).not.toContain('hospital');
    desk.must('ann', 'attendance.withdrawLeave');
    expect(desk.attendance.onLeave).toEqual({});
    expect(desk.send('ann', 'attendance.withdrawLeave')).toBe('noLeave');
    expect(ask('another one')).toBe('ok');
    expect(noteOf(desk.attendance, idOf('ann'), 'leave')).toBe('another one');
  });

  test('A7 declining says why, and a decision may be changed', () => {
    const desk = Desk.live();
    desk.must('ann', 'attendance.requestLeave', { kind: 'absence', reason: 'x' });
    expect(desk.onLeave('ann', false)).toBe('answerNeeded');
    expect(desk.onLeave('ann', false, 'a vote is coming')).toBe('ok');
    expect(desk.attendance.leaves[idOf('ann')]).toMatchObject({ stage: 'declined' });
    expect(desk.onLeave('ann', true)).toBe('ok');
    expect(desk.of('ann').status).toBe('leave');
    expect(desk.onLeave('ann', false, 'taken back')).toBe('ok');
    expect(desk.of('ann').status).toBe('expected');
    expect(desk.send('ann', 'attendance.requestLeave', { kind: 'absence', reason: 'y' })).toBe('ok');
  });

  test('A7 leave to come later or go earlier takes no place away; who is excused and comes is present', () => {
    const desk = Desk.live();
    desk.must('ann', 'attendance.requestLeave', { kind: 'late', reason: 'a train' });
    desk.onLeave('ann', true);
    expect(desk.attendance.onLeave).toEqual({});
    const record = { userId: idOf('bea'), kind: 'absence', reason: 'by telephone' };
    expect(desk.send('clerk', 'attendance.recordLeave', record)).toBe('ok');
    expect(desk.of('bea').status).toBe('leave');
    desk.enter('bea');
    expect(desk.of('bea').status).toBe('present');
    expect(desk.figures()).toMatchObject({ onLeave: 0, present: 1 });
    expect(openVote(desk, { countsLeave: false })).toMatchObject({ entitled: 7, present: 1 });
  });

  test('A7 leave may be asked for before the meeting opens', () => {
    const desk = Desk.open();
    expect(desk.send('office', 'attendance.requestLeave', { kind: 'late', reason: 'x' })).toBe('notInvited');
    expect(desk.send('ann', 'attendance.requestLeave', { kind: 'absence', reason: 'x' })).toBe('ok');
  });

  test('D22 approved leave leaves the entitled only where the vote says so', () => {
    const desk = Desk.live();
    desk.must('clerk', 'attendance.recordLeave', { userId: idOf('ann'), kind: 'absence', reason: 'x' });
    desk.scan('bea');
    expect(openVote(desk)).toMatchObject({ entitled: 7, present: 1 });
    expect(openVote(desk, { countsLeave: false })).toMatchObject({ entitled: 6, present: 1 });
    desk.must('clerk', 'attendance.setSettings', { basedOn: 0, countsLeave: false });
    expect(desk.figures()).toMatchObject({ entitled: 6, onLeave: 1 });
  });

  test('D22 present are those checked in, each once, in the hall or online', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.scan('ann');
    desk.desk('ann');
    desk.enter('bea');
    desk.lose('bea');
    desk.desk('cat');
    desk.enter('guest');
    desk.enter('clerk');
    desk.enter('cem');
    desk.leave('cem');
    expect(openVote(desk)).toEqual({ entitled: 7, present: 3, electors: 3, hand: 0 });
    expect(openVote(desk, { quorum: { rule: 'moreThanHalf' } })).toBe('belowQuorum');
    desk.scan('abe');
    expect(openVote(desk, { quorum: { rule: 'moreThanHalf' } })).toMatchObject({ present: 4 });
  });

  test('D32 who is checked in after the opening is not added', () => {
    const desk = Desk.live();
    desk.scan('ann');
    const lists = { electors: [], hand: [] };
    const { pollId } = desk.must('chair', 'polls.draftPoll', { settings: settingsOf({}), lists });
    desk.must('chair', 'polls.openPoll', { pollId, basedOn: 1 });
    desk.scan('bea');
    expect((desk.state['polls'] as PollsState).polls[String(pollId)]?.figures).toMatchObject({
      present: 1,
      electors: 1,
    });
  });
});

describe('figures', () => {
  test('A9 counts the body by sector in the meeting’s order, against the quorum; the rest stands beside', () => {
    const desk = Desk.live();
    for (const name of ['ann', 'bea', 'cat', 'guest', 'clerk']) desk.enter(name);
    desk.scan('cat');
    const figures = desk.figures();
    expect(figures).toMatchObject({ entitled: 7, present: 3, venue: 1, online: 2, absent: 4 });
    expect(figures.quorum).toEqual({ needed: 4, isMet: false });
    expect(figures.beside).toMatchObject({ entitled: 2, present: 1 });
    expect(figures.sectors.map(({ name, present, entitled }) => [name, present, entitled])).toEqual([
      ['art', 1, 2],
      ['law', 1, 2],
      ['med', 1, 2],
      [null, 0, 1],
    ]);
    desk.scan('chair');
    expect(desk.figures().quorum).toEqual({ needed: 4, isMet: true });
    desk.must('clerk', 'attendance.setSettings', { basedOn: 0, quorum: { rule: 'twoThirds' } });
    expect(desk.figures().quorum).toEqual({ needed: 5, isMet: false });
    const basedOn = (desk.state['speaking'] as SpeakingState).settingsVersion;
    desk.must('chair', 'speaking.setSettings', { basedOn, sectorOrder: ['med', 'law', 'art'] });
    expect(desk.figures().sectors.map(({ name }) => name)).toEqual(['med', 'law', 'art', null]);
    expect(desk.figures(desk.room)).toEqual(desk.figures());
  });

  test('A9 the public reads totals, told once a batch, and nobody’s name', () => {
    const desk = Desk.live();
    desk.scan('ann');
    desk.enter('bea');
    const outside = viewOf(desk.outside);
    expect(outside.totals).toEqual({ entitled: 7, present: 2, venue: 1, online: 1, onLeave: 0 });
    expect([outside.people, outside.onLeave, outside.checks]).toEqual([{}, {}, []]);
    const count = desk.log.length;
    desk.lose('bea');
    expect(desk.since(count)).not.toContain('attendance.counted');
    desk.invite([...Desk.people, Desk.person('new', ['member'], 'art')]);
    expect(viewOf(desk.outside).totals?.entitled).toBe(8);
  });

  test('A11 walk-ins are written down by the desk, and erased without a trace of their names', () => {
    const desk = Desk.live();
    const add = (by: string) =>
      desk.send(by, 'attendance.addWalkIn', { name: '刘记者', from: '区报', role: 'observer' });
    expect(add('bea')).toBe('forbidden');
    expect(add('clerk')).toBe('ok');
    const { walkInId } = desk.output;
    expect(viewOf(desk.room).walkIns).toEqual([]);
    const [walkIn] = desk.attendance.walkIns;
    expect(redact(structuredClone(desk.attendance), walkIn?.seq ?? 0).walkIns).toEqual([]);
    expect(desk.send('clerk', 'attendance.removeWalkIn', { walkInId })).toBe('ok');
    expect(desk.send('clerk', 'attendance.removeWalkIn', { walkInId })).toBe('walkInUnknown');
    for (let count = 0; count < 500; count++) add('clerk');
    expect(add('clerk')).toBe('tooManyWalkIns');
  });

  test('A11 M16 somebody with an account gets a place as guest and can be checked in', () => {
    const desk = Desk.live();
    const late = Desk.person('late', ['guest'], null);
    const add = (prepared: unknown) =>
      desk.send('clerk', 'meetings.addParticipant', { userId: late.userId, role: 'guest' }, prepared);
    expect(add(null)).toBe('personGone');
    expect(add(late)).toBe('ok');
    expect(add(late)).toBe('alreadyInvited');
    expect(desk.desk('late')).toBe('ok');
    expect(desk.figures()).toMatchObject({ entitled: 7, present: 0, beside: { present: 1 } });
  });

  test('A7 erased reasons are gone, and what was decided stays', () => {
    const desk = Desk.live();
    desk.must('ann', 'attendance.requestLeave', { kind: 'absence', reason: 'a hospital' });
    desk.onLeave('ann', true);
    const note = desk.attendance.notes[idOf('ann')]?.[0];
    const after = redact(structuredClone(desk.attendance), note?.seq ?? 0);
    expect(JSON.stringify(after)).not.toContain('hospital');
    expect(after.onLeave).toEqual({ [idOf('ann')]: true });
  });

  test('A10 a reader that joins in the middle can fold what comes', () => {
    const desk = Desk.live();
    desk.enter('ann');
    desk.scan('bea');
    desk.onPerson('undoStep', 'bea', { reason: 'x' });
    desk.must('cat', 'attendance.requestLeave', { kind: 'absence', reason: 'x' });
    desk.onLeave('cat', true);
    desk.lose('ann');
    const late = desk.log.filter(({ type }) => type.startsWith('attendance.')).slice(3);
    expect(() => late.reduce(evolve, initial())).not.toThrow();
  });
});
