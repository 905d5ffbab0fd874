import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createTranslator } from 'next-intl';
import { describe, expect, test } from 'vitest';
import { type Actor, actorRef } from '#server/kernel/actor.ts';
import type { Violation } from '#server/kernel/errors.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { type LiveFacts, type LogEvent, maySee, type NewEvent, noFacts } from '#server/kernel/live.ts';
import { abstain, no, options, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { mostFromAddress, type SealedBallot } from './casting.ts';
import type { Choice, PollSettings } from './contract.ts';
import { type PollsState, pollsLive, presentResult } from './domain.ts';
import { initial, type Poll } from './state.ts';
import { tallyOf } from './tally.ts';

const idOf = (index: number): UserId => `01900000-0000-7000-8000-${String(index).padStart(12, '0')}` as UserId;
const members = Array.from({ length: 30 }, (_, index) => idOf(index));
const person = (userId: UserId, name = ''): Actor => ({ kind: 'user', userId, role: 'member', sessionId: 's', name });
const chair = person(idOf(900), 'chair');
const clerk = person(idOf(901), 'clerk');
const system: Actor = { kind: 'system', service: 'polls' };
const nobodyListed = { electors: [], hand: [] };

/** One meeting as the sequencer plays it, with the state of every audience. */
class House {
  state: PollsState = initial();
  room: PollsState = initial();
  outside: PollsState = initial();
  events: (NewEvent & { actor: string })[] = [];
  sealed: SealedBallot[] = [];
  now = 1_000_000;
  seq = 0;
  facts: LiveFacts = {
    ...noFacts,
    meetingId: 'm' as MeetingId,
    phase: 'live',
    isPublic: true,
    kind: 'remote',
    body: () => members,
    present: () => members.slice(0, 27),
  };

  #fold(event: NewEvent, actor: string): void {
    const definition = pollsLive.events[event.type];
    definition?.payload.parse(event.payload);
    const logged: LogEvent = {
      seq: ++this.seq,
      at: this.now,
      actor,
      type: event.type,
      payload: structuredClone(event.payload),
    };
    const audience = event.audience ?? definition?.audience ?? 'staff';
    expect(maySee(audience, definition?.audience ?? 'staff'), event.type).toBe(true);
    this.events.push({ ...event, audience, actor });
    pollsLive.evolve(this.state, logged);
    if (maySee('room', audience)) pollsLive.evolve(this.room, structuredClone(logged));
    if (maySee('public', audience)) pollsLive.evolve(this.outside, structuredClone(logged));
  }

  /** The code of a refusal, or null. */
  send(name: string, input: object, actor: Actor = chair, prepared?: unknown): Violation | null {
    const command = { type: `polls.${name}`, input };
    const ctx = { now: this.now, actor, facts: this.facts, newId: () => uuidV7(this.now), prepared };
    const decision = pollsLive.decide(this.state, command, ctx);
    if (!decision.ok) return decision.error;
    for (const event of decision.value.events) this.#fold(event, event.actor ?? actorRef(actor));
    if (decision.value.sealed) this.sealed.push(decision.value.sealed as SealedBallot);
    for (const event of pollsLive.conclude?.(this.state, () => this.facts, this.now) ?? [])
      this.#fold(event, 'system:polls');
    return null;
  }

  code(name: string, input: object, actor: Actor = chair, prepared?: unknown): string | null {
    return this.send(name, input, actor, prepared)?.code ?? null;
  }

  get last(): Poll {
    return Object.values(this.state.polls).at(-1) as Poll;
  }

  draft(change: Partial<PollSettings> = {}, lists: object = nobodyListed): string {
    expect(this.send('draftPoll', { settings: settingsOf(change), lists }, clerk)).toBeNull();
    return this.last.pollId;
  }

  step(name: string, pollId: string, more: object = {}, actor: Actor = chair): string | null {
    return this.code(name, { pollId, basedOn: this.state.polls[pollId]?.version ?? 1, ...more }, actor);
  }

  open(change: Partial<PollSettings> = {}, lists: object = nobodyListed): string {
    const pollId = this.draft(change, lists);
    expect(this.step('openPoll', pollId)).toBeNull();
    return pollId;
  }

  vote(pollId: string, userId: UserId, choice: Choice): string | null {
    const prepared = { mark: `mark of ${userId}`, isBlocked: false, fromAddress: 0 };
    return this.code('castBallot', { pollId, choice, receipt: receiptOf() }, person(userId), prepared);
  }

  /** What the counting does after the closing. */
  count(pollId: string, change: { marks?: number; length?: number } = {}): void {
    const poll = this.state.polls[pollId] as Poll;
    const latest = new Map(this.sealed.filter((one) => one.pollId === pollId).map((one) => [one.voter, one.choice]));
    const tally = tallyOf(poll.definition.question, [...latest.values()]);
    const { marks = latest.size, length = latest.size } = change;
    const input = { pollId, tally, marks, listLength: length, listHash: 'h', hashName: 'sha256' };
    expect(this.send('recordCount', input, system)).toBeNull();
  }

  finish(pollId: string): Poll {
    expect(this.step('closePoll', pollId)).toBeNull();
    this.count(pollId);
    return this.state.polls[pollId] as Poll;
  }
}

const texts = (locale: string) =>
  JSON.parse(
    readFileSync(path.resolve(import.meta.dirname, `../../../app/_messages/${locale}/polls.json`), 'utf8'),
  ) as {
    explain: Record<string, string>;
  };

function sentence(
  locale: 'zh-CN' | 'en',
  explanation: { key: string; params: Record<string, string | number> },
): string {
  const t = createTranslator({ locale, messages: texts(locale) as never, namespace: 'explain' as never });
  return (t as unknown as (key: string, params: object) => string)(explanation.key, explanation.params);
}

describe('states', () => {
  test('D19 draft, open, closed, published; no state goes back', () => {
    const house = new House();
    const pollId = house.draft();
    expect(house.last.stage).toBe('draft');
    expect(house.step('closePoll', pollId)).toBe('polls.wrongStage');
    expect(house.step('publishPoll', pollId, { isConfirmed: true })).toBe('polls.wrongStage');
    expect(house.step('openPoll', pollId)).toBeNull();
    expect(house.step('openPoll', pollId)).toBe('polls.wrongStage');
    expect(house.step('revisePoll', pollId, { settings: settingsOf({}), lists: nobodyListed })).toBe(
      'polls.fixedOnOpening',
    );
    expect(house.step('closePoll', pollId)).toBeNull();
    expect(house.step('publishPoll', pollId, { isConfirmed: false })).toBe('polls.notCounted');
    house.count(pollId);
    expect(house.step('publishPoll', pollId, { isConfirmed: false })).toBeNull();
    for (const name of ['openPoll', 'closePoll', 'publishPoll', 'cancelPoll'])
      expect(house.step(name, pollId, { reason: 'r', isConfirmed: true })).toBe('polls.wrongStage');
    expect(house.last.stage).toBe('published');
  });

  test('D19 draft, open and closed may be cancelled with a reason, which those who saw it read', () => {
    for (const until of ['draft', 'open', 'closed'] as const) {
      const house = new House();
      const pollId = house.draft();
      if (until !== 'draft') house.step('openPoll', pollId);
      if (until === 'closed') house.step('closePoll', pollId);
      expect(house.step('cancelPoll', pollId, { reason: '议题撤回' })).toBeNull();
      expect(house.last).toMatchObject({ stage: 'cancelled', reason: '议题撤回' });
      expect(house.vote(pollId, idOf(1), yes)).toBe('polls.voteCancelled');
      // Nothing that was open is deleted; of a draft nobody else ever knew.
      expect(house.outside.polls[pollId]?.stage).toBe(until === 'draft' ? undefined : 'cancelled');
    }
  });

  test('D19 voting again is a new vote linked to the former, which stays as it is', () => {
    const house = new House();
    const former = house.open();
    const again = { settings: settingsOf({ againOf: former }), lists: nobodyListed };
    expect(house.code('draftPoll', again)).toBe('polls.againOfUnfinished');
    house.finish(former);
    const second = house.open({ againOf: former });
    expect(second).not.toBe(former);
    expect(house.last.definition.againOf).toBe(former);
    expect(house.state.polls[former]?.stage).toBe('closed');
    expect(house.code('draftPoll', { ...again, settings: settingsOf({ againOf: uuidV7() }) })).toBe(
      'polls.againOfUnfinished',
    );
  });

  test('V5 a count that does not agree with the log makes the vote invalid, and says so', () => {
    for (const change of [{ marks: 2 }, { length: 0 }]) {
      const house = new House();
      const pollId = house.open();
      house.vote(pollId, idOf(1), yes);
      house.step('closePoll', pollId);
      house.count(pollId, change);
      expect(house.last).toMatchObject({ stage: 'invalid', reason: 'rollMismatch' });
      expect(house.outside.polls[pollId]?.stage).toBe('invalid');
      expect(house.step('publishPoll', pollId, { isConfirmed: true })).toBe('polls.wrongStage');
      expect(house.vote(pollId, idOf(1), yes)).toBe('polls.voteInvalid');
    }
  });

  test('V2 D12 every step names the version it was based on; ballots are no versions', () => {
    const house = new House();
    const pollId = house.draft();
    expect(
      house.code('revisePoll', { pollId, basedOn: 1, settings: settingsOf({ title: '二' }), lists: nobodyListed }),
    ).toBeNull();
    expect(house.code('openPoll', { pollId, basedOn: 1 })).toBe('polls.stale');
    expect(house.code('openPoll', { pollId, basedOn: 2 })).toBeNull();
    house.vote(pollId, idOf(1), yes);
    expect(house.code('closePoll', { pollId, basedOn: 2 })).toBe('polls.stale');
    expect(house.code('cancelPoll', { pollId, basedOn: 2, reason: 'r' })).toBe('polls.stale');
    expect(house.code('closePoll', { pollId, basedOn: 3 })).toBeNull();
    expect(house.code('closePoll', { pollId, basedOn: 3 })).toBe('polls.stale');
    expect(house.code('openPoll', { pollId: uuidV7(), basedOn: 1 })).toBe('polls.pollUnknown');
  });

  test('V1 D13 an open vote refuses suspending, moving and ending; a straw poll does not, and ends with the meeting', () => {
    const house = new House();
    const ctx = { now: 1, actor: chair, facts: house.facts, newId: uuidV7, prepared: undefined };
    const veto = (name: string) =>
      pollsLive.veto?.(house.state, { type: `meetings.${name}`, input: {} }, ctx)?.code ?? null;
    const held = ['suspendMeeting', 'endMeeting', 'startItem', 'finishItem'];
    const straw = house.open({ form: 'straw', majority: null });
    for (const name of held) expect(veto(name)).toBeNull();
    const pollId = house.open();
    for (const name of held) expect(veto(name)).toBe('polls.voteOpen');
    expect(veto('setAgenda')).toBeNull();
    house.finish(pollId);
    for (const name of held) expect(veto(name)).toBeNull();
    const ended = pollsLive.react?.(house.state, { type: 'meetings.meetingEnded', payload: {} }, ctx);
    expect(ended).toMatchObject([{ type: 'polls.pollClosed', payload: { pollId: straw, closedBy: 'meetingEnded' } }]);
  });

  test('D30 one formal vote at a time, straw polls beside it', () => {
    const house = new House();
    const first = house.open();
    const second = house.draft();
    expect(house.step('openPoll', second)).toBe('polls.otherVoteOpen');
    const straws = [house.open({ form: 'straw', majority: null }), house.open({ form: 'straw', majority: null })];
    expect(house.state.open).toEqual([first, ...straws]);
    house.finish(first);
    expect(house.step('openPoll', second)).toBeNull();
  });
});

describe('electorate', () => {
  test('D22 D32 entitled, present and electors are fixed at the opening and stored; later arrivals are not added, leavers keep their vote', () => {
    const house = new House();
    const pollId = house.open({ quorum: { rule: 'moreThanHalf' } });
    expect(house.last.figures).toEqual({ entitled: 30, present: 27, electors: 27, hand: 0 });
    expect(Object.keys(house.last.people ?? {})).toHaveLength(30);
    house.facts = { ...house.facts, present: () => members };
    expect(house.vote(pollId, idOf(28), yes)).toBe('polls.notEntitled');
    house.facts = { ...house.facts, present: () => [] };
    expect(house.vote(pollId, idOf(1), yes)).toBeNull();
    house.facts = { ...house.facts, body: () => [], roles: ['public'] };
    expect(house.vote(pollId, idOf(2), yes)).toBeNull();
    expect(house.finish(pollId).counted?.tally.ballots).toBe(2);
  });

  test('D32 an electorate of all lets the absent vote; a list only those on it', () => {
    const house = new House();
    const all = house.open({ electorate: 'all' });
    expect(house.last.figures).toMatchObject({ entitled: 30, present: 27, electors: 30 });
    expect(house.vote(all, idOf(29), yes)).toBeNull();
    house.finish(all);
    const list = house.open({ electorate: 'list' }, { electors: [idOf(1), idOf(28)], hand: [] });
    expect(house.last.figures).toEqual({ entitled: 2, present: 1, electors: 2, hand: 0 });
    expect(house.vote(list, idOf(28), yes)).toBeNull();
    expect(house.vote(list, idOf(2), yes)).toBe('polls.notEntitled');
  });

  test('D22 approved leave counts among the entitled unless the vote says otherwise', () => {
    const house = new House();
    house.facts = { ...house.facts, onLeave: () => [idOf(28), idOf(29)] };
    house.open();
    expect(house.last.figures?.entitled).toBe(30);
    house.finish(house.last.pollId);
    house.open({ countsLeave: false });
    expect(house.last.figures?.entitled).toBe(28);
  });

  test('D22 below the quorum a vote is not opened, or closes as not quorate and is never carried', () => {
    const house = new House();
    house.facts = { ...house.facts, present: () => members.slice(0, 15) };
    const quorum = { rule: 'moreThanHalf' } as const;
    const pollId = house.draft({ quorum });
    expect(house.send('openPoll', { pollId, basedOn: 1 })).toMatchObject({
      code: 'polls.belowQuorum',
      params: { needed: 16, present: 15 },
    });
    const low = house.open({
      quorum,
      belowQuorum: 'closeNotQuorate',
      majority: { rule: 'moreThanHalf', base: 'valid' },
    });
    for (const id of members.slice(0, 15)) house.vote(low, id, yes);
    expect(presentResult(house.finish(low))?.outcome).toBe('notQuorate');
  });

  test('D16 D31 nobody outside the body votes, by list neither; one person has one vote', () => {
    const house = new House();
    const guest = idOf(800);
    house.facts = { ...house.facts, present: () => [...members, guest, members[0] as string] };
    const pollId = house.open({ electorate: 'all' });
    expect(house.last.figures).toMatchObject({ entitled: 30, present: 30 });
    expect(house.vote(pollId, guest, yes)).toBe('polls.notEntitled');
    expect(house.vote(pollId, idOf(900), yes)).toBe('polls.notEntitled');
    for (const choice of [yes, yes, no]) expect(house.vote(pollId, idOf(1), choice)).toBeNull();
    expect(house.finish(pollId).counted?.tally).toMatchObject({ ballots: 1, counts: { yes: 0, no: 1 } });
    const listed = house.draft({ electorate: 'list' }, { electors: [guest], hand: [] });
    expect(house.step('openPoll', listed)).toBe('polls.listNotMembers');
    const twice = house.open({ electorate: 'list' }, { electors: [idOf(1), idOf(1)], hand: [] });
    expect(house.state.polls[twice]?.figures?.entitled).toBe(1);
  });

  test('D31 D23 the chair votes once, as a member', () => {
    const house = new House();
    house.facts = { ...house.facts, body: () => [...members, idOf(900)], present: () => [...members, idOf(900)] };
    const pollId = house.open();
    expect(house.vote(pollId, idOf(900), yes)).toBeNull();
    expect(house.vote(pollId, idOf(900), no)).toBeNull();
    expect(house.finish(pollId).counted?.tally.ballots).toBe(1);
  });

  test('D24 a mixed vote: hands and devices are apart, nobody can do both', () => {
    const house = new House();
    const hand = members.slice(0, 10);
    const pollId = house.open({ method: 'mixed' }, { electors: [], hand });
    expect(house.last.figures).toEqual({ entitled: 30, present: 27, electors: 27, hand: 10 });
    expect(house.vote(pollId, idOf(3), yes)).toBe('polls.inHandGroup');
    for (const id of members.slice(10, 20)) expect(house.vote(pollId, id, yes)).toBeNull();
    const figures = (yesses: number) => ({ counts: { yes: yesses, no: 1 }, abstain: 0, invalid: 1 });
    expect(house.step('enterHandCount', pollId, { figures: figures(9), note: '' }, clerk)).toBe('polls.handTooMany');
    expect(house.step('enterHandCount', pollId, { figures: figures(7), note: '' }, clerk)).toBeNull();
    house.finish(pollId);
    expect(house.step('enterHandCount', pollId, { figures: figures(8), note: '重数' }, clerk)).toBeNull();
    expect(house.last.handCounts).toHaveLength(2);
    expect(house.last.handCounts[0]).toMatchObject({ by: actorRef(clerk), figures: figures(7) });
    expect(house.step('publishPoll', pollId, { isConfirmed: false })).toBeNull();
    expect(house.outside.polls[pollId]?.result).toMatchObject({
      hand: figures(8),
      totals: { counts: { yes: 18, no: 1 }, cast: 20, valid: 19 },
    });
    expect(house.step('enterHandCount', pollId, { figures: figures(1), note: '' }, clerk)).toBe('polls.wrongStage');
  });

  test('D24 a vote by hand has no electronic ballots and is not published without its figures', () => {
    const house = new House();
    const pollId = house.open({ method: 'hand' });
    expect(house.vote(pollId, idOf(1), yes)).toBe('polls.inHandGroup');
    house.finish(pollId);
    expect(house.step('publishPoll', pollId, { isConfirmed: false })).toBe('polls.handMissing');
    house.step(
      'enterHandCount',
      pollId,
      { figures: { counts: { yes: 20, no: 7 }, abstain: 0, invalid: 0 }, note: '' },
      clerk,
    );
    expect(house.step('publishPoll', pollId, { isConfirmed: false })).toBeNull();
    const electronic = house.open();
    expect(
      house.step(
        'enterHandCount',
        electronic,
        { figures: { counts: { yes: 1, no: 0 }, abstain: 0, invalid: 0 }, note: '' },
        clerk,
      ),
    ).toBe('polls.notByHand');
  });
});

describe('ballots and secrecy', () => {
  test('D25 a secret vote leaves neither voter nor choice nor receipt in the log, and is not changed', () => {
    const house = new House();
    const pollId = house.open({ secrecy: 'secret' });
    const before = house.events.length;
    expect(house.vote(pollId, idOf(1), yes)).toBeNull();
    expect(house.vote(pollId, idOf(1), no)).toBe('polls.alreadyVoted');
    const written = JSON.stringify(house.events.slice(before));
    for (const word of [idOf(1), 'yes', house.sealed[0]?.receipt ?? '?']) {
      expect(written.replaceAll(`mark of ${idOf(1)}`, '')).not.toContain(`"${word}"`);
    }
    expect(house.events[before]).toMatchObject({ type: 'polls.ballotCast', audience: 'staff', actor: 'system:polls' });
    expect(house.sealed).toMatchObject([{ voter: idOf(1), choice: yes, isSecret: true }]);
  });

  test('V3 D27 confidential: no name and no choice in the log; named: names for the room, choices only with interim counts', () => {
    const house = new House();
    const confidential = house.open({ secrecy: 'confidential' });
    house.vote(confidential, idOf(1), yes);
    expect(house.events.at(-2)).toMatchObject({ audience: 'staff', actor: 'system:polls' });
    expect(JSON.stringify(house.events)).not.toContain('"yes"');
    // Confidential ballots may be changed until the closing; that is one voter still.
    expect(house.vote(confidential, idOf(1), no)).toBeNull();
    expect(house.last.marked).toBe(1);
    expect(house.finish(confidential).counted?.tally.counts).toEqual({ yes: 0, no: 1 });

    const named = house.open();
    house.vote(named, idOf(1), yes);
    expect(house.events.at(-2)).toMatchObject({
      audience: 'room',
      actor: `user:${idOf(1)}`,
      payload: { mark: idOf(1) },
    });
    expect(Object.keys(house.events.at(-2)?.payload ?? {})).toEqual(['pollId', 'mark']);
    house.finish(named);
    const interim = house.open({ hasInterim: true });
    house.vote(interim, idOf(1), yes);
    expect(house.room.polls[interim]?.marks).toEqual({ [idOf(1)]: yes });
    expect(house.outside.polls[interim]?.marks).toEqual({});
  });

  test('V12 names of a large named vote go to chair and clerk at once, to everyone by the list; with interim counts to everyone', () => {
    for (const [count, hasInterim, audience] of [
      [500, false, 'room'],
      [501, false, 'staff'],
      [501, true, 'room'],
    ] as const) {
      const house = new House();
      const body = Array.from({ length: count }, (_, index) => idOf(index));
      house.facts = { ...house.facts, body: () => body };
      const pollId = house.open({ electorate: 'all', hasInterim });
      expect(house.vote(pollId, idOf(7), yes)).toBeNull();
      const cast = { type: 'polls.ballotCast', audience, actor: `user:${idOf(7)}` };
      expect(house.events.findLast(({ type }) => type === cast.type)).toMatchObject(cast);
      expect(house.room.polls[pollId]?.marks).toEqual(audience === 'room' ? { [idOf(7)]: hasInterim ? yes : 1 } : {});
    }
  });

  test('V4 in a large vote the number of voters is told once a second, and the last word comes by the timer', () => {
    const house = new House();
    const body = Array.from({ length: 501 }, (_, index) => idOf(index));
    house.facts = { ...house.facts, body: () => body };
    const pollId = house.open({ electorate: 'all' });
    const told = (): number | undefined => house.room.polls[pollId]?.voted;
    for (const id of body.slice(0, 3)) house.vote(pollId, id, yes);
    const timer: Actor = { kind: 'system', service: 'polls' };
    house.now += 999;
    expect(house.code('tellTurnout', { pollId }, timer)).toBeNull();
    expect(told()).toBe(0);
    house.now += 1;
    expect(house.code('tellTurnout', { pollId }, timer)).toBeNull();
    expect(told()).toBe(3);
    house.now += 1_000;
    const before = house.events.length;
    expect(house.code('tellTurnout', { pollId }, timer)).toBeNull();
    expect(house.events).toHaveLength(before);
    house.vote(pollId, body[3] as UserId, yes);
    expect(told()).toBe(4);
    house.vote(pollId, body[4] as UserId, yes);
    expect(told()).toBe(4);
    house.step('closePoll', pollId);
    expect(told()).toBe(5);
  });

  test('D26 V4 while a vote is open everyone sees how many have voted, and nothing else', () => {
    for (const secrecy of ['confidential', 'secret'] as const) {
      const house = new House();
      const pollId = house.open({ secrecy });
      for (const id of members.slice(0, 5)) house.vote(pollId, id, yes);
      for (const state of [house.room, house.outside])
        expect(state.polls[pollId]).toMatchObject({ voted: 5, marks: {}, people: null, counted: null, result: null });
      expect(house.state.polls[pollId]).toMatchObject({ counted: null, result: null });
      house.finish(pollId);
      expect(house.room.polls[pollId]).toMatchObject({ counted: null, result: null });
    }
  });

  test('D26 interim counts are for named votes only, and secrecy is fixed on opening', () => {
    const house = new House();
    const draft = (change: Partial<PollSettings>) =>
      house.code('draftPoll', { settings: settingsOf(change), lists: nobodyListed });
    expect(draft({ hasInterim: true, secrecy: 'secret' })).toBe('polls.interimOnlyNamed');
    expect(draft({ hasInterim: true, secrecy: 'confidential' })).toBe('polls.interimOnlyNamed');
    const pollId = house.open({ secrecy: 'secret' });
    expect(house.step('revisePoll', pollId, { settings: settingsOf({ secrecy: 'named' }), lists: nobodyListed })).toBe(
      'polls.fixedOnOpening',
    );
  });

  test('D26 a secret vote needs its smallest electorate and warns before a revealing result is published', () => {
    const house = new House();
    house.facts = { ...house.facts, present: () => members.slice(0, 4) };
    const small = house.draft({ secrecy: 'secret' });
    expect(house.send('openPoll', { pollId: small, basedOn: 1 })).toMatchObject({
      code: 'polls.tooFewForSecret',
      params: { least: 5, electors: 4 },
    });
    house.facts = { ...house.facts, present: () => members.slice(0, 5) };
    expect(house.step('openPoll', small)).toBeNull();
    for (const id of members.slice(0, 5)) house.vote(small, id, yes);
    house.finish(small);
    expect(house.step('publishPoll', small, { isConfirmed: false })).toBe('polls.revealing');
    expect(house.step('publishPoll', small, { isConfirmed: true })).toBeNull();
  });

  test('D29 what stands before the closing counts, what comes after is refused with a clear word', () => {
    const house = new House();
    const pollId = house.open();
    expect(house.vote(pollId, idOf(1), yes)).toBeNull();
    house.step('closePoll', pollId);
    expect(house.vote(pollId, idOf(2), yes)).toBe('polls.voteClosed');
    expect(house.vote(pollId, idOf(1), no)).toBe('polls.voteClosed');
    house.count(pollId);
    expect(house.last.counted?.tally).toMatchObject({ ballots: 1, counts: { yes: 1, no: 0 } });
    expect(house.vote(house.draft(), idOf(1), yes)).toBe('polls.pollUnknown');
    expect(house.vote(uuidV7(), idOf(1), yes)).toBe('polls.pollUnknown');
  });

  test('D29 the timer closes by the server’s clock, once, and never early; the client’s clock plays no part', () => {
    const house = new House();
    const pollId = house.open({ durationMs: 60_000 });
    expect(house.room.polls[pollId]?.closesAt).toBe(1_060_000);
    house.now += 59_999;
    expect(house.code('closeDuePoll', { pollId }, system)).toBeNull();
    expect(house.last.stage).toBe('open');
    house.now += 1;
    // Until the closing stands in the log, ballots count.
    expect(house.vote(pollId, idOf(1), yes)).toBeNull();
    expect(house.code('closeDuePoll', { pollId }, system)).toBeNull();
    expect(house.last).toMatchObject({ stage: 'closed', closedBy: 'timer' });
    expect(house.vote(pollId, idOf(2), yes)).toBe('polls.voteClosed');
    const { version } = house.last;
    expect(house.code('closeDuePoll', { pollId }, system)).toBeNull();
    expect(house.last.version).toBe(version);
    expect(house.events.filter(({ type }) => type === 'polls.pollClosed')).toMatchObject([{ actor: 'system:polls' }]);
  });

  test('D29 closing when all have voted is a setting, off by default, and waits for devices only', () => {
    const house = new House();
    const waits = house.open();
    for (const id of members.slice(0, 27)) house.vote(waits, id, yes);
    expect(house.last.stage).toBe('open');
    house.finish(waits);
    const hand = members.slice(0, 10);
    const closes = house.open({ closesWhenComplete: true, method: 'mixed' }, { electors: [], hand });
    for (const id of members.slice(10, 26)) house.vote(closes, id, yes);
    house.vote(closes, idOf(10), no);
    expect(house.last.stage).toBe('open');
    house.vote(closes, idOf(26), yes);
    expect(house.last).toMatchObject({ stage: 'closed', closedBy: 'complete', voted: 17 });
  });

  test('D28 a ballot that does not fit is refused without a word about what it said', () => {
    const house = new House();
    const pollId = house.open({
      question: {
        kind: 'multiple',
        options: ['a', 'b', 'c'].map((optionId) => ({ optionId, label: optionId })),
        canAbstain: false,
        min: 1,
        max: 2,
      },
      majority: null,
      secrecy: 'secret',
    });
    const cast = (choice: Choice) =>
      house.send('castBallot', { pollId, choice, receipt: receiptOf() }, person(idOf(1)), {
        mark: 'm',
        isBlocked: false,
        fromAddress: 0,
      });
    for (const choice of [options(), options('a', 'a'), options('a', 'b', 'c'), options('z'), yes, abstain]) {
      const refused = cast(choice);
      expect(refused?.kind).toBe('invalid_input');
      expect(refused?.params).toBeUndefined();
    }
    expect(cast(options('c', 'a'))).toBeNull();
  });

  test('V7 a vote opened while a closed item is current stays in the room to its end', () => {
    const house = new House();
    house.facts = { ...house.facts, currentVisibility: 'closed' };
    const pollId = house.open();
    house.facts = { ...house.facts, currentVisibility: 'public' };
    house.vote(pollId, idOf(1), yes);
    house.finish(pollId);
    house.step('publishPoll', pollId, { isConfirmed: false });
    expect(house.outside.polls).toEqual({});
    expect(house.room.polls[pollId]?.stage).toBe('published');
    const inside = house.open({ isPublic: false });
    expect(house.outside.polls[inside]).toBeUndefined();
    // Drafts and people are nobody else's.
    house.draft();
    expect(Object.keys(house.room.polls)).toEqual([pollId, inside]);
  });

  test('D33 straw polls of the public: one answer per device, few per address, never formal, never named', () => {
    const house = new House();
    const draft = (change: Partial<PollSettings>) =>
      house.code('draftPoll', { settings: settingsOf({ electorate: 'public', ...change }), lists: nobodyListed });
    expect(draft({})).toBe('polls.publicOnlyStraw');
    expect(draft({ form: 'straw', majority: null })).toBe('polls.publicHasNoNames');
    const pollId = house.open({ electorate: 'public', form: 'straw', majority: null, secrecy: 'secret' });
    const answer = (device: string, fromAddress = 0) =>
      house.code('recordStraw', { pollId, device, address: 'a', choice: yes, receipt: receiptOf() }, system, {
        mark: device,
        isBlocked: false,
        fromAddress,
      });
    expect(answer('one')).toBeNull();
    expect(answer('one')).toBe('polls.alreadyVoted');
    expect(answer('two', mostFromAddress - 1)).toBeNull();
    expect(answer('three', mostFromAddress)).toBe('polls.tooManyFromAddress');
    // People of the meeting are counted apart: they are no electorate here.
    expect(house.vote(pollId, idOf(1), yes)).toBe('polls.notEntitled');
    const poll = house.finish(pollId);
    expect(poll.figures).toEqual({ entitled: 0, present: 0, electors: 0, hand: 0 });
    expect(presentResult(poll)).toMatchObject({ outcome: 'counted', majority: null, totals: { cast: 2 } });
    const formal = house.open();
    expect(
      house.code(
        'recordStraw',
        { pollId: formal, device: 'd', address: 'a', choice: yes, receipt: receiptOf() },
        system,
        {},
      ),
    ).toBe('polls.pollUnknown');
  });
});

describe('definitions', () => {
  const option = (optionId: string) => ({ optionId, label: optionId });
  const single = { kind: 'single', options: ['a', 'b'].map(option), canAbstain: true } as const;
  test.each([
    [{ question: { ...single, options: [option('a'), option('a')] } }, 'optionTwice'],
    [{ question: { ...single, options: [option('yes'), option('b')] } }, 'optionReserved'],
    [{ question: { ...single, kind: 'multiple', min: 2, max: 1 } }, 'wrongBounds'],
    [{ question: { ...single, kind: 'multiple', min: 1, max: 3 } }, 'wrongBounds'],
    [{ question: { ...single, kind: 'rating', lowest: 5, highest: 5 }, majority: null }, 'wrongBounds'],
    [{ question: single, majority: { rule: 'moreThanHalf', base: 'yesNo' } }, 'noMajorityHere'],
    [{ question: { ...single, kind: 'ranking', method: 'points' } }, 'noMajorityHere'],
    [{ question: { ...single, kind: 'ranking', method: 'points' }, majority: null, method: 'hand' }, 'handOnlySimple'],
    [{ method: 'mixed', secrecy: 'secret' }, 'handNotSecret'],
    [{ form: 'straw' }, 'strawDecidesNothing'],
    [{ electorate: 'list' }, 'listMissing'],
  ] as const)('V8 %j is refused as %s', (change, code) => {
    const house = new House();
    const input = { settings: settingsOf(change as Partial<PollSettings>), lists: nobodyListed };
    expect(house.code('draftPoll', input)).toBe(`polls.${code}`);
  });

  test('V9 texts are for straw polls and pass the word lists', () => {
    const house = new House();
    const question = { kind: 'text', canAbstain: false, longest: 100 } as const;
    const formal = { settings: settingsOf({ question, majority: null }), lists: nobodyListed };
    expect(house.code('draftPoll', formal)).toBe('polls.textOnlyStraw');
    const pollId = house.open({ question, form: 'straw', majority: null });
    const cast = (isBlocked: boolean) =>
      house.code(
        'castBallot',
        { pollId, choice: { kind: 'text', text: '好' }, receipt: receiptOf() },
        person(idOf(1)),
        { mark: idOf(1), isBlocked, fromAddress: 0 },
      );
    expect(cast(true)).toBe('polls.blockedWord');
    expect(cast(false)).toBeNull();
  });

  test('a poll that changed is another object, so that a page which holds one draws it anew', () => {
    const house = new House();
    const pollId = house.open({});
    const before = house.state.polls[pollId];
    house.vote(pollId, idOf(1), yes);
    const after = house.state.polls[pollId];
    expect(after).not.toBe(before);
    expect([before?.marked, after?.marked]).toEqual([0, 1]);
  });

  test('V10 statements are for straw polls, and their groups are recorded once, after the count', () => {
    const house = new House();
    const question = { kind: 'statements', options: ['a', 'b'].map(option), canAbstain: false } as const;
    const formal = { settings: settingsOf({ question, majority: null }), lists: nobodyListed };
    expect(house.code('draftPoll', formal)).toBe('polls.statementsOnlyStraw');
    const pollId = house.open({ question, form: 'straw', majority: null });
    house.vote(pollId, idOf(1), { kind: 'statements', answers: { a: 'agree', b: 'pass' } });
    const groups = {
      status: 'tooFewVoters',
      voters: 1,
      leftOut: 0,
      groups: [],
      uniting: [],
      dividing: [],
      points: [],
    } as const;
    const record = () => house.send('recordGroups', { pollId, groups }, system);
    record();
    expect(house.state.polls[pollId]?.groups).toBeNull();
    house.finish(pollId);
    record();
    const version = house.state.polls[pollId]?.version;
    expect(house.state.polls[pollId]).toMatchObject({ groups, counted: { tally: { counts: {}, leaders: [] } } });
    record();
    // Whoever publishes meanwhile is not told that something changed.
    expect(house.state.polls[pollId]?.version).toBe(version);
  });

  test('D20 plenary and standing committee need the absolute majority unless something else is said', () => {
    const { majority: _, ...unsaid } = settingsOf({});
    for (const [kind, majority] of [
      ['plenary', { rule: 'absolute' }],
      ['standingCommittee', { rule: 'absolute' }],
      ['remote', { rule: 'moreThanHalf', base: 'present' }],
    ] as const) {
      const house = new House();
      house.facts = { ...house.facts, kind };
      expect(house.send('draftPoll', { settings: unsaid, lists: nobodyListed }, clerk)).toBeNull();
      expect(house.last.definition.majority).toEqual(majority);
    }
  });

  test('D21 the result says what was needed, in both languages', () => {
    const house = new House();
    house.facts = { ...house.facts, body: () => [...members, idOf(30)] };
    const pollId = house.open({ quorum: { rule: 'moreThanHalf' } });
    for (const [index, id] of members.slice(0, 27).entries()) house.vote(pollId, id, index < 19 ? yes : no);
    const result = presentResult(house.finish(pollId));
    if (!result) throw new Error('no result');
    expect(sentence('zh-CN', result.explanation)).toBe(
      '应到 31，实到 27，达到法定人数；赞成 19，达到通过所需的 14 票（超过实到人数的一半），通过',
    );
    expect(sentence('en', result.explanation)).toBe(
      '31 entitled, 27 present, quorum reached; 19 in favour, reaching the 14 votes needed (more than half of those present): carried',
    );
  });

  test('D21 every way a vote can end has its sentence, without halves of numbers', () => {
    const bases = ['yesNo', 'valid', 'cast', 'present', 'entitled'] as const;
    const majorities = [
      ...bases.flatMap((base) => [{ rule: 'moreThanHalf', base } as const, { rule: 'twoThirds', base } as const]),
      { rule: 'absolute' } as const,
      null,
    ];
    const wanted = new Set(['majority', 'baseZero', 'notQuorate', 'counts', 'options', 'optionsMajority']);
    for (const majority of majorities)
      for (const votes of [0, 2, 3, 27])
        for (const change of [
          {},
          { question: single },
          { quorum: { rule: 'number', number: 28 }, belowQuorum: 'closeNotQuorate' } as const,
        ]) {
          if ('question' in change && majority && 'base' in majority && majority.base === 'yesNo') continue;
          const house = new House();
          const pollId = house.open({ majority, ...change });
          const choices = 'question' in change ? [options('a'), options('b')] : [yes, no];
          for (const [index, id] of members.slice(0, votes).entries())
            house.vote(pollId, id, choices[index % 2] ?? yes);
          const explanation = presentResult(house.finish(pollId))?.explanation;
          if (!explanation) throw new Error('no result');
          wanted.delete(explanation.key);
          for (const locale of ['zh-CN', 'en'] as const) {
            const text = sentence(locale, explanation);
            expect(text).not.toMatch(/explain|\{|\d\.\d|undefined|NaN/);
            expect(text.length).toBeGreaterThan(3);
          }
        }
    expect([...wanted]).toEqual([]);
  });
});
