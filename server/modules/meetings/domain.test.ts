import { describe, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { DecideContext, LogEvent, NewEvent } from '#server/kernel/live.ts';
import { factsWith } from '#tests/support/facts.ts';
import type { AgendaItemPlan, MeetingDetails, Participant } from './contract.ts';
import { elapsedMs, expectedEndAt, type MeetingsState, meetingsLive, nextItem, rolesOf, spentMs } from './domain.ts';

const chairId = '01900000-0000-7000-8000-00000000000a' as UserId;
const officer: Actor = {
  kind: 'user',
  userId: '01900000-0000-7000-8000-00000000000b' as UserId,
  role: 'officer',
  sessionId: 's',
  name: 'o',
};
const details: MeetingDetails = {
  title: '协商会',
  kind: 'remote',
  label: '',
  place: '301',
  plannedStartAt: 1_000_000,
  plannedEndAt: 9_000_000,
  access: 'public',
};
const item = (
  itemId: string,
  visibility: AgendaItemPlan['visibility'] = 'public',
  parentId: string | null = null,
): AgendaItemPlan => ({
  itemId,
  parentId,
  title: itemId,
  kind: 'discussion',
  plannedMinutes: 10,
  visibility,
});
const chair: Participant = {
  userId: chairId,
  name: 'c',
  roles: ['chair'],
  memberId: null,
  sectorId: null,
  sectorName: null,
  post: null,
};

/** A meeting driven by commands, folded as one reader sees it. */
class Meeting {
  state: MeetingsState = meetingsLive.initial();
  now = 1_000;
  seq = 0;
  readonly emitted: NewEvent[] = [];

  send(type: string, input: object = {}, prepared?: unknown): string {
    const ctx: DecideContext = {
      now: this.now,
      actor: officer,
      facts: factsWith({ phase: this.state.phase, roles: ['officer'] }),
      newId: () => 'id',
      prepared,
    };
    const decided = meetingsLive.decide(this.state, { type: `meetings.${type}`, input }, ctx);
    if (!decided.ok) return decided.error.code;
    for (const event of decided.value.events) {
      this.emitted.push(event);
      const logged: LogEvent = {
        seq: ++this.seq,
        at: this.now,
        actor: 'user:x',
        type: event.type,
        payload: event.payload,
      };
      this.state = meetingsLive.evolve(this.state, logged);
    }
    return 'ok';
  }
}

function live(items: readonly AgendaItemPlan[] = [item('a'), item('b', 'closed'), item('c')]): Meeting {
  const meeting = new Meeting();
  meeting.send('planMeeting', details);
  meeting.send('setAgenda', { items });
  meeting.send('setParticipants', {}, [chair]);
  meeting.send('openMeeting');
  meeting.send('startMeeting');
  return meeting;
}

describe('meetings', () => {
  test('M1 a meeting is planned once; access is fixed once it is open', () => {
    const meeting = new Meeting();
    expect(meeting.send('planMeeting', details)).toBe('ok');
    expect(meeting.send('planMeeting', details)).toBe('meetings.alreadyPlanned');
    expect(meeting.send('reviseMeeting', { access: 'members' })).toBe('ok');
    expect(meeting.send('reviseMeeting', { plannedEndAt: 5 })).toBe('meetings.endBeforeStart');
    expect(live().send('reviseMeeting', { access: 'members' })).toBe('meetings.accessFixed');
    expect(live().send('reviseMeeting', { title: 'x' })).toBe('ok');
  });

  test('M2 the policy lets each step follow only its own phase', () => {
    const phases = Object.fromEntries(
      ['openMeeting', 'startMeeting', 'suspendMeeting', 'resumeMeeting', 'endMeeting', 'archiveMeeting'].map((name) => [
        name,
        meetingsLive.policy[`meetings.${name}`]?.phases,
      ]),
    );
    expect(phases).toEqual({
      openMeeting: ['scheduled'],
      startMeeting: ['open'],
      suspendMeeting: ['live'],
      resumeMeeting: ['suspended'],
      endMeeting: ['live', 'suspended'],
      archiveMeeting: ['ended'],
    });
  });

  test('M3 opening needs a chair and an agenda', () => {
    const meeting = new Meeting();
    meeting.send('planMeeting', details);
    expect(meeting.send('openMeeting')).toBe('meetings.noChair');
    meeting.send('setParticipants', {}, [chair]);
    expect(meeting.send('openMeeting')).toBe('meetings.noAgenda');
    meeting.send('setAgenda', { items: [item('a')] });
    expect(meeting.send('openMeeting')).toBe('ok');
  });

  test('M4 agenda items have unique ids, earlier parents and at most three levels', () => {
    const meeting = new Meeting();
    meeting.send('planMeeting', details);
    expect(meeting.send('setAgenda', { items: [item('a'), item('a')] })).toBe('meetings.itemTwice');
    expect(meeting.send('setAgenda', { items: [item('b', 'public', 'a'), item('a')] })).toBe('meetings.parentUnknown');
    const deep = [item('a'), item('b', 'public', 'a'), item('c', 'public', 'b'), item('d', 'public', 'c')];
    expect(meeting.send('setAgenda', { items: deep })).toBe('meetings.agendaTooDeep');
    expect(meeting.send('setAgenda', { items: deep.slice(0, 3) })).toBe('ok');
  });

  test('M5 what happened stays in the agenda, with its time and its visibility', () => {
    const meeting = live();
    meeting.send('startItem', { itemId: 'a', basedOn: null });
    meeting.now += 60_000;
    meeting.send('startItem', { itemId: 'c', basedOn: 'a' });
    expect(meeting.send('setAgenda', { items: [item('c')] })).toBe('meetings.itemHappened');
    expect(meeting.send('setAgenda', { items: [item('a', 'closed'), item('c')] })).toBe('meetings.visibilityHappened');
    expect(meeting.send('setAgenda', { items: [item('a'), item('new'), item('c')] })).toBe('ok');
    expect(meeting.state.agenda.map(({ itemId, state, spentMs: spent }) => [itemId, state, spent])).toEqual([
      ['a', 'done', 60_000],
      ['new', 'pending', 0],
      ['c', 'current', 0],
    ]);
  });

  test('M6 D12 moving on from an item that is no longer current is refused as stale', () => {
    const meeting = live();
    meeting.send('startItem', { itemId: 'a', basedOn: null });
    expect(meeting.send('startItem', { itemId: 'b', basedOn: null })).toBe('meetings.stale');
    expect(meeting.send('finishItem', { itemId: 'b' })).toBe('meetings.stale');
    expect(meeting.send('startItem', { itemId: 'a', basedOn: 'a' })).toBe('meetings.itemIsCurrent');
    expect(meeting.send('startItem', { itemId: 'zzz', basedOn: 'a' })).toBe('meetings.itemUnknown');
  });

  test('M7 time on an item adds up over visits and stops while suspended', () => {
    const meeting = live();
    meeting.send('startItem', { itemId: 'a', basedOn: null });
    meeting.now += 10_000;
    meeting.send('suspendMeeting', { reason: '' });
    meeting.now += 99_000;
    meeting.send('resumeMeeting');
    meeting.now += 5_000;
    meeting.send('startItem', { itemId: 'c', basedOn: 'a' });
    meeting.now += 1_000;
    meeting.send('startItem', { itemId: 'a', basedOn: 'c' });
    meeting.now += 2_000;
    const [a] = meeting.state.agenda;
    expect(a && spentMs(a, meeting.now)).toBe(17_000);
    expect(elapsedMs(meeting.state, meeting.now)).toBe(18_000);
    expect(nextItem(meeting.state)?.itemId).toBe('b');
    expect(expectedEndAt(meeting.state, meeting.now)).toBe(meeting.now + 600_000 - 17_000 + 600_000);
  });

  test('M8 the public agenda holds public items only, and a reader with the whole one keeps it', () => {
    const meeting = live([item('a', 'members'), item('b', 'public', 'a'), item('c', 'closed')]);
    const shown = meeting.emitted.find((event) => event.type === 'meetings.publicAgendaSet');
    expect(shown?.payload).toEqual({ items: [{ ...item('b'), parentId: null }] });
    expect(meeting.state.agenda).toHaveLength(3);
    meeting.send('startItem', { itemId: 'c', basedOn: null });
    expect(meeting.emitted.at(-1)).toMatchObject({ type: 'meetings.itemStarted', payload: { visibility: 'closed' } });
  });

  test('M15 the body is the members and a chair who is one; guests, observers and staff are not of it', () => {
    const meeting = live();
    const place = (userId: string, roles: Participant['roles'], memberId: string | null) => ({
      ...chair,
      userId: userId as UserId,
      roles,
      memberId,
    });
    meeting.send('setParticipants', {}, [
      place('a', ['member'], 'm1'),
      place('b', ['chair'], 'm2'),
      place('c', ['chair'], null),
      place('d', ['clerk'], 'm3'),
      place('e', ['guest'], null),
      place('f', ['observer'], null),
      place('g', ['clerk', 'member'], 'm4'),
    ]);
    expect(meetingsLive.facts?.(meeting.state, officer).body?.()).toEqual(['a', 'b', 'g']);
  });

  test('M9 M10 facts tell the sequencer when to narrow', () => {
    const meeting = live();
    const facts = () => meetingsLive.facts?.(meeting.state, officer);
    expect(facts()).toMatchObject({ isPublic: true, currentVisibility: 'public' });
    meeting.send('startItem', { itemId: 'b', basedOn: null });
    expect(facts()).toMatchObject({ currentVisibility: 'closed' });
    meeting.send('finishItem', { itemId: 'b' });
    expect(facts()).toMatchObject({ currentVisibility: 'public' });
    const members = new Meeting();
    members.send('planMeeting', { ...details, access: 'members' });
    expect(members.emitted[0]?.audience).toBe('room');
    expect(meetingsLive.facts?.(members.state, officer)).toMatchObject({ isPublic: false });
  });

  test('M11 ending finishes the current item and counts no time for a suspension', () => {
    const meeting = live();
    meeting.send('startItem', { itemId: 'a', basedOn: null });
    meeting.now += 4_000;
    meeting.send('suspendMeeting', { reason: '午休' });
    meeting.now += 50_000;
    meeting.send('endMeeting');
    expect(meeting.state.agenda[0]).toMatchObject({ state: 'done', spentMs: 4_000 });
    expect(meeting.state.currentItemId).toBeNull();
    expect(elapsedMs(meeting.state, meeting.now + 1e9)).toBe(4_000);
  });

  test('M12 roles come from the participants and the account', () => {
    const meeting = live();
    const person = (userId: UserId, role: 'member' | 'officer'): Actor => ({
      kind: 'user',
      userId,
      role,
      sessionId: 's',
      name: 'n',
    });
    expect(rolesOf(meeting.state, person(chairId, 'member'))).toEqual(['chair']);
    expect(rolesOf(meeting.state, person(chairId, 'officer'))).toEqual(['chair', 'officer']);
    expect(rolesOf(meeting.state, person('x' as UserId, 'member'))).toEqual(['public']);
    expect(rolesOf(meeting.state, { kind: 'visitor', visitorId: 'v', phoneVerified: true, name: 'v' })).toEqual([
      'public',
    ]);
  });

  test('M13 documents are unique, and those of closed items stay in the room', () => {
    const meeting = live();
    const document = {
      documentId: 'd',
      title: 't',
      itemId: null,
      pageCount: 1,
      sizeBytes: 1,
      sha256: 'x',
      visibility: 'public' as const,
    };
    expect(meeting.send('addDocument', document)).toBe('ok');
    expect(meeting.send('addDocument', document)).toBe('meetings.documentExists');
    expect(meeting.send('addDocument', { ...document, documentId: 'e', visibility: 'closed' })).toBe('ok');
    expect(meeting.emitted.at(-1)?.audience).toBe('room');
    expect(meeting.send('removeDocument', { documentId: 'd' })).toBe('ok');
    expect(meeting.send('removeDocument', { documentId: 'd' })).toBe('meetings.documentUnknown');
  });

  test('M14 a change that is based on an older state of that part is refused, other parts do not matter', () => {
    const meeting = new Meeting();
    meeting.send('planMeeting', details);
    expect(meeting.state.revisions).toEqual({ details: 1, agenda: 0, participants: 0 });
    expect(meeting.send('setAgenda', { items: [item('a')], basedOn: 0 })).toBe('ok');
    expect(meeting.send('setAgenda', { items: [item('b')], basedOn: 0 })).toBe('meetings.changedMeanwhile');
    expect(meeting.send('setParticipants', { basedOn: 0 }, [chair])).toBe('ok');
    expect(meeting.send('setParticipants', { basedOn: 0 }, [])).toBe('meetings.changedMeanwhile');
    expect(meeting.send('reviseMeeting', { place: '201', basedOn: 1 })).toBe('ok');
    expect(meeting.emitted.at(-1)?.payload).toEqual({ place: '201' });
    expect(meeting.send('reviseMeeting', { place: '301', basedOn: 1 })).toBe('meetings.changedMeanwhile');
    expect(meeting.send('setAgenda', { items: [item('b')] })).toBe('ok');
    expect(meeting.state.agenda.map(({ itemId }) => itemId)).toEqual(['b']);
  });
});
