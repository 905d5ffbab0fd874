import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { guests, Hall, idOf, nameOf } from '#tests/support/floor.ts';
import { NaiveFloor, type NaiveTurn } from '#tests/support/naive-floor.ts';
import { SpeakingKind, Strategy } from './contract.ts';
import { budgetsOf, colourAt, floorRights, lastEnded, spentMs } from './figures.ts';
import { defaultLimits, type Turn } from './state.ts';

// Random orders of commands against the naive model of tests/support: after each both must have answered alike and look alike.

const second = 1_000;
const names = ['ann', 'abe', 'bea', 'bob', 'cat', 'cem', 'guest', 'eye', 'chair'];
const lists = ['one', 'two', 'secret', null];

const operations = {
  wait: 8,
  request: 14,
  add: 8,
  withdraw: 3,
  remove: 2,
  place: 8,
  release: 2,
  skip: 6,
  grant: 14,
  callUp: 7,
  callUnnamed: 2,
  pause: 5,
  resume: 5,
  extend: 3,
  end: 7,
  endOwn: 2,
  readd: 6,
  name: 3,
  moveTo: 4,
  turnPhase: 3,
  leave: 3,
  enter: 3,
  removePerson: 1,
  strategy: 4,
  closeList: 2,
  eligible: 2,
  mute: 2,
  presence: 1,
} as const;
type Operation = keyof typeof operations;

const weighted = Object.entries(operations).map(([value, weight]) => ({
  weight,
  arbitrary: fc.constant(value as Operation),
}));
const step = fc.record({
  operation: fc.oneof(...weighted),
  who: fc.nat(names.length - 1),
  kind: fc.nat(3),
  item: fc.nat(3),
  number: fc.nat(70),
  flag: fc.boolean(),
  /** One in ten is based on something that is no longer so. */
  age: fc.nat(9),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const inOrder = (a: unknown, b: unknown): number => String(a).localeCompare(String(b));

let commands = 0;

/** Many times faster than the matchers, which are only asked when something is wrong. */
function same(a: unknown, b: unknown): void {
  if (!isDeepStrictEqual(a, b)) expect(a).toEqual(b);
}

/** Product and model side by side. */
class Pair {
  readonly hall = new Hall();
  readonly naive = new NaiveFloor(
    guests,
    Object.fromEntries(Object.entries(defaultLimits).map(([kind, ms]) => [kind, (ms ?? 0) / second])),
  );

  constructor() {
    this.hall.invite(Object.keys(guests));
    this.hall.phase = 'open';
  }

  /** Sends one command to both. The model is only asked when the command is not stale. */
  #both(send: () => string, model: () => boolean, isStale: boolean): void {
    commands++;
    const answer = send();
    if (isStale) same(answer === 'stale' || answer === 'wrongPhase', true);
    else if ((answer === 'ok') !== model()) expect.fail(`the product answered ${answer}`);
  }

  #onEntry(command: string, by: string, { number, age }: Step, more: object, model: (index: number) => boolean): void {
    const { entries } = this.hall.state;
    if (entries.length === 0) return;
    const index = number % entries.length;
    const entry = entries[index] as (typeof entries)[number];
    const isStale = age === 0;
    const basedOn = entry.version + Number(isStale);
    const input = command === 'withdrawEntry' ? {} : { basedOn, ...more };
    const send = (): string => this.hall.send(by, command, { entryId: entry.entryId, ...input });
    const at = this.naive.waiting.findIndex(
      (one) => one.who === entry.speaker.name && one.kind === entry.kind && one.item === entry.itemId,
    );
    this.#both(send, () => model(at), isStale && command !== 'withdrawEntry');
  }

  #onTurn(
    command: string,
    by: string,
    { number, flag, age }: Step,
    more: object,
    model: (turn: NaiveTurn) => boolean,
  ): void {
    const { turns, mainTurnId, innerTurnId, floorVersion } = this.hall.state;
    if (turns.length === 0) return;
    const wanted = flag ? (innerTurnId ?? mainTurnId) : mainTurnId;
    const onFloor = turns.findIndex(({ turnId }) => turnId === wanted);
    const index = number % 8 === 0 || onFloor === -1 ? number % turns.length : onFloor;
    const isStale = age === 0;
    const input = { turnId: turns[index]?.turnId, floor: floorVersion + Number(isStale), ...more };
    const turn = this.naive.turns[index] as NaiveTurn;
    this.#both(
      () => this.hall.send(by, command, input),
      () => model(turn),
      isStale,
    );
  }

  #answered({ kind, number }: Step): { answersTurnId: string | null; answers: number } {
    const { turns } = this.hall.state;
    if (SpeakingKind.options[kind] !== 'reply' || turns.length === 0) return { answersTurnId: null, answers: -1 };
    const answers = number % turns.length;
    return { answersTurnId: turns[answers]?.turnId ?? null, answers };
  }

  run(one: Step): void {
    const { hall, naive } = this;
    const who = names[one.who] as string;
    const kind = SpeakingKind.options[one.kind] as string;
    const item = lists[one.item] as string | null;
    const source = one.flag ? 'online' : 'venue';
    const checkIn = one.age > 6;
    const isStale = one.age === 0;
    const { answersTurnId, answers } = this.#answered(one);
    const target = one.number % 2 === 0 ? hall.item : item;
    const itemInput = one.number % 2 === 0 ? {} : { itemId: item };
    const floor = hall.state.floorVersion + Number(isStale);
    switch (one.operation as string) {
      case 'wait':
        hall.wait(one.number * second);
        naive.wait(one.number);
        break;
      case 'request':
        this.#both(
          () => hall.request(who, kind, { source, answersTurnId, ...itemInput }),
          () => naive.put(who, who, kind, target, { source, answers, checkIn: false }),
          false,
        );
        break;
      case 'add':
        this.#both(
          () => hall.add(who, kind, { source, answersTurnId, checkIn, ...itemInput }),
          () => naive.put('clerk', who, kind, target, { source, answers, checkIn }),
          false,
        );
        break;
      case 'withdraw': {
        const owner = hall.state.entries[one.number % Math.max(1, hall.state.entries.length)]?.speaker.name;
        const by = one.flag && owner ? owner : who;
        this.#onEntry('withdrawEntry', by, one, {}, (at) => {
          const entry = naive.waiting[at];
          return entry?.who === by && naive.close(entry);
        });
        break;
      }
      case 'remove':
        this.#onEntry('removeEntry', 'clerk', one, { reason: '' }, (at) => naive.close(naive.waiting[at] as never));
        break;
      case 'place': {
        const place = one.who % 5;
        this.#onEntry('placeEntry', 'chair', one, { place }, (at) => naive.place(naive.waiting[at] as never, place));
        break;
      }
      case 'release':
        this.#onEntry('releaseEntry', 'chair', one, {}, (at) => naive.release(naive.waiting[at] as never));
        break;
      case 'skip':
        this.#onEntry('skipEntry', 'chair', one, {}, (at) => naive.skip(naive.waiting[at] as never));
        break;
      case 'grant':
        this.#onEntry('grantFloor', 'chair', one, { floor: hall.state.floorVersion }, (at) =>
          naive.grant(naive.waiting[at] as never),
        );
        break;
      case 'callUp':
        this.#both(
          () => hall.send('chair', 'callSpeaker', { userId: idOf(who), kind, source, answersTurnId, checkIn, floor }),
          () => naive.callUp(who, kind, { source, answers, checkIn }),
          isStale,
        );
        break;
      case 'callUnnamed':
        this.#both(
          () => hall.send('clerk', 'callSpeaker', { userId: null, kind: 'interposedQuestion', floor }),
          () => naive.callUp(null, 'interposedQuestion', { source, answers: -1, checkIn }),
          isStale,
        );
        break;
      case 'pause':
        this.#onTurn('pauseTurn', 'chair', one, {}, (turn) => naive.pause(turn));
        break;
      case 'resume':
        this.#onTurn('resumeTurn', 'clerk', one, {}, (turn) => this.#isOn(turn) && naive.resume(turn));
        break;
      case 'extend':
        this.#onTurn('extendTurn', 'chair', one, { byMs: (one.number + 1) * second }, (turn) =>
          naive.extend(turn, one.number + 1),
        );
        break;
      case 'end':
        this.#onTurn('endTurn', 'chair', one, {}, (turn) => naive.end(turn, 'chair'));
        break;
      case 'endOwn': {
        if (who === 'chair' || naive.removed.has(who)) break;
        this.#onTurn('endTurn', who, one, {}, (turn) => naive.end(turn, who));
        break;
      }
      case 'readd': {
        const last = lastEnded(hall.state, hall.item);
        const turnId = isStale ? 'none' : (last?.turnId ?? 'none');
        const answer = (): string => hall.send('chair', 'readdLast', { turnId, checkIn });
        if (isStale && last) this.#both(answer, () => false, true);
        else this.#both(answer, () => naive.readd(checkIn), false);
        break;
      }
      case 'name': {
        const index = one.number % Math.max(1, hall.state.turns.length);
        const turn = hall.state.turns[index];
        if (!turn) break;
        const from = turn.speaker?.userId ?? null;
        const isOld = isStale && hall.phase !== 'open';
        const input = { turnId: turn.turnId, from: isOld ? idOf('tech') : from, userId: idOf(who) };
        this.#both(
          () => hall.send('clerk', 'nameSpeaker', input),
          () => naive.name(naive.turns[index] as NaiveTurn, who),
          isOld,
        );
        break;
      }
      default:
        this.#around(one, who, item);
    }
  }

  #isOn = (turn: NaiveTurn): boolean => turn === this.naive.main || turn === this.naive.inner;

  /** What happens around queue and floor, and settings. */
  #around(one: Step, who: string, item: string | null): void {
    const { hall, naive } = this;
    commands++;
    switch (one.operation as string) {
      case 'moveTo':
        if (hall.phase !== 'live' || item === hall.item) break;
        hall.moveTo(item);
        naive.moveTo(item);
        break;
      case 'turnPhase':
        if (hall.phase === 'open') {
          hall.phase = 'live';
          naive.phase = 'live';
        } else if (hall.phase === 'live') {
          hall.suspend();
          naive.suspend();
        } else {
          hall.goOn();
          naive.phase = 'live';
        }
        break;
      case 'leave':
        if (who === 'chair' || naive.removed.has(who)) break;
        hall.leave(who);
        naive.leave(who);
        break;
      case 'enter':
        if (naive.removed.has(who)) break;
        hall.enter(who);
        naive.enter(who);
        break;
      case 'removePerson':
        if (who === 'chair' || naive.removed.has(who)) break;
        hall.remove(who);
        naive.remove(who);
        break;
      case 'eligible': {
        if (naive.removed.has(who)) break;
        const isEligible = one.number % 3 === 0 ? null : one.flag;
        expect(hall.send('chair', 'setEligible', { userId: idOf(who), isEligible })).toBe('ok');
        if (isEligible === null) naive.eligible.delete(who);
        else naive.eligible.set(who, isEligible);
        break;
      }
      case 'closeList': {
        if (item === null) break;
        const basedOn = hall.state.lists[item]?.version ?? 0;
        expect(hall.send('clerk', 'setList', { itemId: item, basedOn, isClosed: one.flag })).toBe('ok');
        if (one.flag) naive.closedItems.add(item);
        else naive.closedItems.delete(item);
        break;
      }
      default:
        this.#settings(one);
    }
  }

  #settings(one: Step): void {
    const { hall, naive } = this;
    const set = (change: object): void =>
      expect(hall.send('chair', 'setSettings', { basedOn: hall.state.settingsVersion, ...change })).toBe('ok');
    if (one.operation === 'mute') {
      set({ isMutedOnPause: one.flag });
      naive.mute = one.flag;
    } else if (one.operation === 'presence') {
      set({ requiresPresence: one.flag });
      naive.needsPresence = one.flag;
    } else {
      const strategy = Strategy.options[one.number % 4] as string;
      set({ strategy });
      naive.strategy = strategy;
      naive.prearranged = names.slice(one.who).toReversed();
      const prearranged = naive.prearranged.map(idOf);
      for (const itemId of lists) {
        const basedOn = hall.state.lists[itemId ?? '']?.version ?? 0;
        expect(hall.send('chair', 'setList', { itemId, basedOn, prearranged })).toBe('ok');
      }
    }
  }

  /** Everything that can be seen of both is the same. */
  compare(): void {
    const { hall, naive } = this;
    for (const item of lists) {
      same(hall.queue(item), naive.queue(item));
      const used = Object.entries(budgetsOf(hall.state, item, hall.now).sectors).map(([id, { usedMs }]) => [
        id,
        usedMs,
      ]);
      const plain = Object.entries(naive.sectorSeconds(item)).map(([id, seconds]) => [id, seconds * second]);
      same(used.sort(inOrder), plain.sort(inOrder));
    }
    const seen = (turn: Turn) => ({
      who: turn.speaker === null ? null : turn.speaker.name,
      kind: turn.kind,
      item: turn.itemId,
      seconds: spentMs(turn, hall.now) / second,
      isOpen: turn.endedAt === null,
      isPaused: turn.isPaused,
      isAway: turn.endedAt === null && turn.isAway,
      colour: turn.endedAt === null ? colourAt(turn, hall.now) : '',
    });
    const plain = (turn: NaiveTurn) => ({
      who: turn.who,
      kind: turn.kind,
      item: turn.item,
      seconds: turn.seconds,
      isOpen: turn.endedAt === null,
      isPaused: turn.endedAt === null && turn.paused,
      isAway: turn.endedAt === null && turn.away,
      colour: turn.endedAt === null ? naive.colour(turn) : '',
    });
    same(hall.state.turns.map(seen), naive.turns.map(plain));
    const at = (turnId: string | null): number => hall.state.turns.findIndex((turn) => turn.turnId === turnId);
    const place = (turn: NaiveTurn | null): number => (turn ? naive.turns.indexOf(turn) : -1);
    same([at(hall.state.mainTurnId), at(hall.state.innerTurnId)], [place(naive.main), place(naive.inner)]);
    same(hall.main?.isHeld ?? false, naive.inner !== null);
    same(at(lastEnded(hall.state, hall.item)?.turnId ?? null), place(naive.lastEnded()));
    const rights = floorRights(hall.state, hall.phase === 'live');
    same([...rights.keys()].map(nameOf).sort(inOrder), naive.publishers());
    const away = (list: readonly { who: string; away: boolean }[]) =>
      list.filter((one) => one.away).map((one) => one.who);
    same(
      hall.state.entries
        .filter(({ isAway }) => isAway)
        .map(({ speaker }) => speaker.name)
        .sort(inOrder),
      away(naive.waiting).sort(inOrder),
    );
  }

  /** What is left at the end, and what the public knows of it. */
  finish(): void {
    const { hall, naive } = this;
    const counts = ['one', 'two'].map((item) => hall.public.waiting[item] ?? 0);
    same(
      counts,
      ['one', 'two'].map((item) => naive.queue(item).length),
    );
    same(hall.public.entries, []);
    hall.end();
    naive.finish();
    this.compare();
    const open = hall.public.turns.filter(({ endedAt }) => endedAt === null);
    same(open, []);
  }
}

const longest = 250;
const runs = 150;
const play = (sequence: readonly Step[]): void => {
  const pair = new Pair();
  for (const one of sequence) {
    pair.run(one);
    pair.compare();
  }
  pair.finish();
};

describe('speaking against the naive model', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12 D13 D14 D15 D16 D17 D18 random orders of commands, part %i',
    () => {
      fc.assert(fc.property(fc.array(step, { maxLength: longest, size: 'max' }), play), {
        numRuns: runs,
      });
    },
    120_000,
  );

  afterAll(() => {
    process.stdout.write(`speaking model: ${commands} commands\n`);
    expect(commands).toBeGreaterThanOrEqual(100_000);
  });
});
