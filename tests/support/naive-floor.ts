/**
 * The rules of queue and floor once more, as plainly as can be and with none of the product's code: clocks tick second by
 * second, orders are made by picking the best again and again. What the model tests hold the product against.
 */
export interface Naive {
  readonly roles: readonly string[];
  readonly sector: string | null;
}

export interface NaiveEntry {
  who: string;
  kind: string;
  item: string | null;
  source: string;
  answers: number;
  away: boolean;
  since: number;
  pin: number | null;
  behind: Set<NaiveEntry>;
}

export interface NaiveTurn {
  who: string | null;
  kind: string;
  item: string | null;
  source: string;
  answers: number;
  limit: number | null;
  seconds: number;
  paused: boolean;
  away: boolean;
  endedAt: number | null;
}

const priority = ['interposedQuestion', 'reply', 'pointOfOrder', 'speech'];

export class NaiveFloor {
  second = 0;
  phase = 'open';
  item: string | null = null;
  waiting: NaiveEntry[] = [];
  turns: NaiveTurn[] = [];
  main: NaiveTurn | null = null;
  inner: NaiveTurn | null = null;
  present: Set<string>;
  removed = new Set<string>();
  checkedIn = new Set<string>();
  eligible = new Map<string, boolean>();
  closedItems = new Set<string>();
  strategy = 'firstCome';
  prearranged: string[] = [];
  mute = false;
  needsPresence = true;
  counter = 0;
  readonly sectors = ['art', 'law', 'med', null];
  readonly people: Readonly<Record<string, Naive>>;
  readonly limits: Readonly<Record<string, number>>;

  constructor(people: Readonly<Record<string, Naive>>, limits: Readonly<Record<string, number>>) {
    this.people = people;
    this.limits = limits;
    this.present = new Set(Object.keys(people));
  }

  wait(seconds: number): void {
    for (let n = 0; n < seconds; n++) {
      this.second++;
      const top = this.inner ?? this.main;
      if (top && !top.paused) top.seconds++;
    }
  }

  // Order

  #spoken(matches: (turn: NaiveTurn) => boolean): number {
    let sum = 0;
    for (const turn of this.turns)
      if (turn.kind === 'speech' && turn.endedAt !== null && turn.who !== null && matches(turn)) sum += turn.seconds;
    return sum;
  }

  #sectorOf(who: string | null): string | null {
    return who === null ? null : (this.people[who]?.sector ?? null);
  }

  /** Whether `a` goes before `b` by the strategy; rotation is not a matter of two. */
  #isBefore(a: NaiveEntry, b: NaiveEntry): boolean {
    const keys = (entry: NaiveEntry): number[] => {
      if (entry.kind === 'reply') {
        const running = this.main === null ? -1 : this.turns.indexOf(this.main);
        return [entry.answers === running ? 0 : 1, entry.since];
      }
      if (this.strategy === 'prearranged') {
        const place = this.prearranged.indexOf(entry.who);
        return [place === -1 ? 1 : 0, place, entry.since];
      }
      if (this.strategy === 'leastSpoken') {
        const sector = this.#sectorOf(entry.who);
        const own = this.#spoken((turn) => turn.who === entry.who);
        const theirs = sector === null ? 0 : this.#spoken((turn) => this.#sectorOf(turn.who) === sector);
        return [own, theirs, entry.since];
      }
      return [entry.since];
    };
    const [left, right] = [keys(a), keys(b)];
    for (const [index, key] of left.entries()) {
      const other = right[index] ?? 0;
      if (key !== other) return key < other;
    }
    return false;
  }

  #takeBest(from: NaiveEntry[]): NaiveEntry {
    let best = from[0] as NaiveEntry;
    for (const entry of from) if (this.#isBefore(entry, best)) best = entry;
    from.splice(from.indexOf(best), 1);
    return best;
  }

  #byStrategy(entries: readonly NaiveEntry[]): NaiveEntry[] {
    const left = [...entries];
    const order: NaiveEntry[] = [];
    if (this.strategy !== 'rotation' || entries[0]?.kind === 'reply') {
      while (left.length > 0) order.push(this.#takeBest(left));
      return order;
    }
    let last: string | null | undefined;
    for (const turn of this.turns) {
      const sector = this.#sectorOf(turn.who);
      if (turn.kind !== 'interposedQuestion' && sector !== null) last = sector;
    }
    let at = last === undefined ? -1 : this.sectors.indexOf(last);
    while (left.length > 0) {
      at = (at + 1) % this.sectors.length;
      const theirs = left.filter((entry) => this.#sectorOf(entry.who) === this.sectors[at]);
      if (theirs.length === 0) continue;
      let first = theirs[0] as NaiveEntry;
      for (const entry of theirs) if (entry.since < first.since) first = entry;
      left.splice(left.indexOf(first), 1);
      order.push(first);
    }
    return order;
  }

  /** One kind of one list in its order. */
  order(item: string | null, kind: string): NaiveEntry[] {
    const all = this.waiting.filter((entry) => entry.item === item && entry.kind === kind);
    const free = all.filter((entry) => entry.pin === null);
    const isHeldBack = (entry: NaiveEntry): boolean => free.some((other) => entry.behind.has(other));
    const order = this.#byStrategy(free.filter((entry) => !isHeldBack(entry)));
    const skipped = free.filter(isHeldBack).sort((a, b) => a.since - b.since);
    for (const entry of skipped) {
      let after = -1;
      for (const [index, other] of order.entries()) if (entry.behind.has(other)) after = index;
      order.splice(after + 1, 0, entry);
    }
    const pinned = all
      .filter((entry) => entry.pin !== null)
      .sort((a, b) => (a.pin ?? 0) - (b.pin ?? 0) || b.since - a.since);
    for (const entry of pinned) order.splice(entry.pin ?? 0, 0, entry);
    return order;
  }

  queue(item: string | null): string[] {
    return priority.flatMap((kind) =>
      this.order(item, kind).map(({ who }) => (kind === 'speech' ? who : `${who}:${kind}`)),
    );
  }

  // Queue

  find(who: string, kind: string, item: string | null): NaiveEntry | undefined {
    return this.waiting.find((entry) => entry.who === who && entry.kind === kind && entry.item === item);
  }

  #take(entry: NaiveEntry): void {
    const order = this.order(entry.item, entry.kind);
    const at = order.indexOf(entry);
    for (const [index, other] of order.entries()) if (index > at && other.pin !== null) other.pin--;
    this.waiting.splice(this.waiting.indexOf(entry), 1);
  }

  #maySpeak(who: string, kind: string, isRunner: boolean): boolean {
    const roles = this.people[who]?.roles ?? [];
    const word = this.eligible.get(who);
    if (word !== undefined) return word;
    if (roles.includes('member') || roles.includes('chair')) return true;
    return roles.includes('guest') && (isRunner || kind === 'reply');
  }

  #isThere(who: string): boolean {
    return this.present.has(who) || this.checkedIn.has(who);
  }

  #checkIn(who: string, wish: boolean): boolean {
    if (this.#isThere(who)) return true;
    if (wish) {
      this.checkedIn.add(who);
      this.#markAway(who, false);
    }
    return wish || !this.needsPresence;
  }

  #answersRightly(kind: string, answers: number, item: string | null): boolean {
    if (kind !== 'reply') return answers === -1;
    const turn = this.turns[answers];
    return turn?.kind === 'speech' && turn.item === item;
  }

  put(
    by: string,
    who: string,
    kind: string,
    item: string | null,
    more: { source: string; answers: number; checkIn: boolean },
  ): boolean {
    const isRunner = by === 'chair' || by === 'clerk';
    if (this.phase === 'ended' || this.removed.has(by) || this.removed.has(who)) return false;
    if (!this.#maySpeak(who, kind, isRunner) || !this.#answersRightly(kind, more.answers, item)) return false;
    // Nobody is addressed in these runs, so nobody may ask to reply.
    if (kind === 'reply' && !isRunner) return false;
    if (kind === 'speech' && !isRunner && item !== null && this.closedItems.has(item)) return false;
    if (this.find(who, kind, item) || !this.#checkIn(who, more.checkIn)) return false;
    const { source, answers } = more;
    const away = !this.#isThere(who);
    const since = ++this.counter;
    this.waiting.push({ who, kind, item, source, answers, away, since, pin: null, behind: new Set() });
    return true;
  }

  close(entry: NaiveEntry): boolean {
    this.#take(entry);
    return true;
  }

  place(entry: NaiveEntry, place: number): boolean {
    const order = this.order(entry.item, entry.kind).filter((one) => one !== entry);
    order.splice(Math.min(place, order.length), 0, entry);
    entry.behind.clear();
    for (const [index, one] of order.entries()) if (one.pin !== null || one === entry) one.pin = index;
    return true;
  }

  release(entry: NaiveEntry): boolean {
    if (entry.pin === null) return false;
    entry.pin = null;
    return true;
  }

  skip(entry: NaiveEntry): boolean {
    this.#take(entry);
    entry.pin = null;
    entry.since = ++this.counter;
    entry.behind = new Set(this.waiting.filter((one) => one.item === entry.item && one.kind === entry.kind));
    for (const other of this.waiting) other.behind.delete(entry);
    this.waiting.push(entry);
    return true;
  }

  // Floor

  #end(turn: NaiveTurn): void {
    if (turn === this.main && this.inner) this.#end(this.inner);
    turn.endedAt = this.second;
    if (turn === this.inner) this.inner = null;
    else this.main = null;
  }

  #begin(turn: Omit<NaiveTurn, 'seconds' | 'paused' | 'endedAt' | 'limit' | 'item'>): void {
    const isQuestion = turn.kind === 'interposedQuestion';
    const former = isQuestion ? this.inner : this.main;
    if (former) this.#end(former);
    const limit = this.limits[turn.kind] ?? null;
    const fresh = { ...turn, item: this.item, limit, seconds: 0, paused: false, endedAt: null };
    if (isQuestion) {
      fresh.answers = this.turns.indexOf(this.main as NaiveTurn);
      this.inner = fresh;
    } else this.main = fresh;
    this.turns.push(fresh);
  }

  grant(entry: NaiveEntry, source = entry.source): boolean {
    if (this.phase !== 'live' || entry.item !== this.item) return false;
    if (entry.kind === 'interposedQuestion' && !this.main) return false;
    const { who, kind, answers, away } = entry;
    this.#take(entry);
    this.#begin({ who, kind, source, answers, away });
    return true;
  }

  callUp(who: string | null, kind: string, more: { source: string; answers: number; checkIn: boolean }): boolean {
    if (this.phase !== 'live' || !this.#answersRightly(kind, more.answers, this.item)) return false;
    if (who === null) {
      if (kind !== 'interposedQuestion' || !this.main) return false;
      this.#begin({ who, kind, source: 'venue', answers: -1, away: false });
      return true;
    }
    if (this.removed.has(who)) return false;
    const waits = this.find(who, kind, this.item);
    if (waits) return this.grant(waits, more.source);
    if (!this.#maySpeak(who, kind, true)) return false;
    if (kind === 'interposedQuestion' && !this.main) return false;
    if (!this.#checkIn(who, more.checkIn)) return false;
    this.#begin({ who, kind, source: more.source, answers: more.answers, away: !this.#isThere(who) });
    return true;
  }

  pause(turn: NaiveTurn): boolean {
    if (this.phase !== 'live' || turn.paused || turn !== (this.inner ?? this.main)) return false;
    turn.paused = true;
    return true;
  }

  resume(turn: NaiveTurn): boolean {
    if (this.phase !== 'live') return false;
    const endsQuestion = turn === this.main && this.inner !== null;
    if (!endsQuestion && !turn.paused) return false;
    if (endsQuestion && this.inner) this.#end(this.inner);
    turn.paused = false;
    return true;
  }

  extend(turn: NaiveTurn, seconds: number): boolean {
    if (turn.limit === null || !this.#isOnFloor(turn)) return false;
    turn.limit += seconds;
    return true;
  }

  #isOnFloor(turn: NaiveTurn): boolean {
    return (this.phase === 'live' || this.phase === 'suspended') && (turn === this.main || turn === this.inner);
  }

  end(turn: NaiveTurn, by: string): boolean {
    if (!this.#isOnFloor(turn) || (by !== 'chair' && by !== turn.who)) return false;
    this.#end(turn);
    return true;
  }

  lastEnded(): NaiveTurn | null {
    const ended = this.turns.filter((turn) => turn.endedAt !== null && turn.item === this.item);
    const latest = Math.max(...ended.map((turn) => turn.endedAt ?? 0));
    const then = ended.filter((turn) => turn.endedAt === latest);
    return then.findLast((turn) => turn.kind !== 'interposedQuestion') ?? then.at(-1) ?? null;
  }

  readd(checkIn: boolean): boolean {
    const last = this.phase === 'live' || this.phase === 'suspended' ? this.lastEnded() : null;
    if (!last || last.who === null || this.removed.has(last.who)) return false;
    const isLost = last.kind === 'interposedQuestion' && this.turns[last.answers] !== this.main;
    if (isLost || this.find(last.who, last.kind, last.item) || !this.#checkIn(last.who, checkIn)) return false;
    for (const one of this.waiting) if (one.item === last.item && one.kind === last.kind && one.pin !== null) one.pin++;
    const { who, kind, item, source } = last;
    const answers = kind === 'reply' ? last.answers : -1;
    const since = ++this.counter;
    this.waiting.push({
      who,
      kind,
      item,
      source,
      answers,
      away: !this.#isThere(who),
      since,
      pin: 0,
      behind: new Set(),
    });
    return true;
  }

  name(turn: NaiveTurn, who: string): boolean {
    if (this.phase === 'open' || turn.who === who) return false;
    turn.who = who;
    return true;
  }

  // What happens around

  moveTo(item: string | null): void {
    if (this.main) this.#end(this.main);
    this.item = item;
    if (item === null) return;
    const outside = this.waiting.filter((entry) => entry.item === null && entry.kind !== 'reply');
    for (const entry of outside) if (this.find(entry.who, entry.kind, item)) this.#take(entry);
    for (const entry of outside.filter((one) => this.waiting.includes(one))) {
      entry.item = item;
      entry.behind.clear();
    }
    for (const kind of priority)
      for (const [index, entry] of this.order(item, kind).entries()) if (entry.pin !== null) entry.pin = index;
  }

  suspend(): void {
    this.phase = 'suspended';
    const top = this.inner ?? this.main;
    if (top) top.paused = true;
  }

  #markAway(who: string, away: boolean): void {
    for (const entry of this.waiting) if (entry.who === who) entry.away = away;
    for (const turn of [this.main, this.inner]) if (turn?.who === who) turn.away = away;
  }

  leave(who: string): void {
    this.present.delete(who);
    if (!this.checkedIn.has(who)) this.#markAway(who, true);
  }

  enter(who: string): void {
    this.present.add(who);
    this.#markAway(who, false);
  }

  remove(who: string): void {
    this.present.delete(who);
    this.removed.add(who);
    if (this.main?.who === who) this.#end(this.main);
    else if (this.inner?.who === who) this.#end(this.inner);
    for (const entry of this.waiting.filter((one) => one.who === who)) this.#take(entry);
  }

  finish(): void {
    if (this.main) this.#end(this.main);
    this.waiting = [];
    this.item = null;
    this.phase = 'ended';
  }

  // Figures

  publishers(): string[] {
    const top = this.inner ?? this.main;
    if (this.phase !== 'live' || (this.mute && top?.paused)) return [];
    const names = new Set<string>();
    for (const turn of [this.main, this.inner])
      if (turn && turn.who !== null && turn.source === 'online') names.add(turn.who);
    return [...names].sort();
  }

  colour(turn: NaiveTurn): string {
    if (turn.limit === null) return 'none';
    const left = turn.limit - turn.seconds;
    if (left <= 0) return 'red';
    return left <= (turn.limit < 120 ? turn.limit / 2 : 60) ? 'yellow' : 'green';
  }

  sectorSeconds(item: string | null): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const turn of this.turns) {
      const sector = this.#sectorOf(turn.who);
      if (turn.kind === 'speech' && turn.item === item && sector !== null)
        sums[sector] = (sums[sector] ?? 0) + turn.seconds;
    }
    return sums;
  }
}
