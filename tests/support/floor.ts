import { type Actor, actorRef, type MeetingRole } from '#server/kernel/actor.ts';
import type { UserId } from '#server/kernel/ids.ts';
import type { AgendaVisibility, DecideContext, LogEvent, MeetingPhase, NewEvent } from '#server/kernel/live.ts';
import { speakingLive } from '#server/modules/speaking/domain.ts';
import { queueOf } from '#server/modules/speaking/figures.ts';
import type { SpeakingState, Turn } from '#server/modules/speaking/state.ts';
import { permit } from '#server/realtime/decide.ts';
import { factsWith } from './facts.ts';

/** People are told apart by a short name in tests; this makes the id of an account of it. */
export const idOf = (name: string): string => {
  const hex = Array.from(name)
    .map((letter) => letter.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('');
  return `01900000-0000-7000-8000-${hex.padStart(12, '0').slice(-12)}`;
};
export const nameOf = (userId: string | undefined | null): string => {
  const hex = userId?.slice(-12).replace(/^(00)+/, '') ?? '';
  return (hex.match(/../g) ?? []).map((two) => String.fromCharCode(Number.parseInt(two, 16))).join('');
};

interface Guest {
  readonly roles: readonly MeetingRole[];
  readonly sector: string | null;
}

/** Who has a place unless a test invites others: two members of each of three sectors, and one of every other role. */
export const guests: Readonly<Record<string, Guest>> = {
  chair: { roles: ['chair', 'member'], sector: null },
  clerk: { roles: ['clerk'], sector: null },
  tech: { roles: ['technician'], sector: null },
  ann: { roles: ['member'], sector: 'art' },
  abe: { roles: ['member'], sector: 'art' },
  bea: { roles: ['member'], sector: 'law' },
  bob: { roles: ['member'], sector: 'law' },
  cat: { roles: ['member'], sector: 'med' },
  cem: { roles: ['member'], sector: 'med' },
  guest: { roles: ['guest'], sector: null },
  eye: { roles: ['observer'], sector: null },
};

type Input = Readonly<Record<string, unknown>>;

/** A meeting around the speaking module: phase, agenda and presence are set by hand, everything else is decided. */
export class Hall {
  state: SpeakingState = speakingLive.initial();
  /** What the public folds. */
  public: SpeakingState = speakingLive.initial();
  now = 1_000_000;
  phase: MeetingPhase = 'scheduled';
  item: string | null = null;
  items: Record<string, AgendaVisibility> = { one: 'public', two: 'public', secret: 'closed' };
  people: Record<string, Guest> = { ...guests };
  /** Checked in with a device in the room. */
  present = new Set(Object.keys(guests));
  /** Checked in in the hall. */
  venue = new Set<string>();
  removed = new Set<string>();
  output: Input = {};
  events: readonly NewEvent[] = [];
  log: LogEvent[] = [];
  #ids = 0;

  /** A meeting that is live at its first item. */
  static live(): Hall {
    const hall = new Hall();
    hall.begin();
    return hall;
  }

  begin(): void {
    this.invite(Object.keys(this.people));
    this.phase = 'open';
    this.phase = 'live';
    this.moveTo('one');
  }

  #context(actor: Actor): DecideContext {
    const name = actor.kind === 'user' ? nameOf(actor.userId) : '';
    const isGone = this.removed.has(name);
    const roles: readonly MeetingRole[] = isGone ? ['public'] : (this.people[name]?.roles ?? ['officer']);
    const facts = factsWith({
      phase: this.phase,
      currentItemId: this.item,
      currentVisibility: this.item === null ? 'public' : (this.items[this.item] ?? 'public'),
      isPublic: !isGone,
      roles,
      personOf: (userId) => this.#personOf(userId),
      visibilityOf: (itemId) => this.items[itemId] ?? null,
      isPresent: (userId) => this.present.has(nameOf(userId)) || this.venue.has(nameOf(userId)),
      isOnline: (userId) => this.present.has(nameOf(userId)),
      isInVenue: (userId) => this.venue.has(nameOf(userId)),
      isRemoved: (userId) => this.removed.has(nameOf(userId)),
    });
    return { now: this.now, actor, facts, newId: () => `id${++this.#ids}`, prepared: undefined };
  }

  #personOf(userId: string) {
    const name = nameOf(userId);
    const person = this.people[name];
    if (!person) return null;
    const { roles, sector } = person;
    return { userId, name, roles, sectorId: sector, sectorName: sector, post: null };
  }

  #fold(actor: Actor, happened: readonly NewEvent[]): void {
    this.events = happened;
    for (const { type, payload, audience } of happened) {
      speakingLive.events[type]?.payload.parse(payload);
      const event: LogEvent = {
        seq: this.log.length + 1,
        at: this.now,
        actor: actorRef(actor),
        type,
        payload: JSON.parse(JSON.stringify(payload)) as LogEvent['payload'],
      };
      this.log.push(event);
      this.state = speakingLive.evolve(this.state, event);
      // As attendance takes it.
      if (type === 'speaking.personCheckedIn') this.venue.add(nameOf(String(payload['userId'])));
      const widest = audience ?? speakingLive.events[type]?.audience;
      if (widest === 'public') this.public = speakingLive.evolve(this.public, structuredClone(event));
    }
  }

  /** Sends a command as the named person: `ok`, or the code of the refusal. */
  send(name: string, command: string, input: Input = {}): string {
    const type = `speaking.${command}`;
    const definition = speakingLive.commands[type];
    if (!definition) throw new Error(`there is no ${type}`);
    const actor: Actor = { kind: 'user', userId: idOf(name) as UserId, role: 'member', sessionId: 's', name };
    const ctx = this.#context(actor);
    const row = speakingLive.policy[type];
    const refused = row && permit(row, actor, ctx.facts);
    if (refused) return refused.code;
    const parsed = definition.input.safeParse(input);
    if (!parsed.success) return 'invalid_input';
    const decided = speakingLive.decide(this.state, { type, input: parsed.data }, ctx);
    if (!decided.ok) return decided.error.code.replace('speaking.', '');
    this.#fold(actor, decided.value.events);
    this.output = decided.value.output as Input;
    return 'ok';
  }

  /** Events of other modules, with what they mean for this one. */
  happen(happened: readonly (readonly [string, Input])[], then: () => void = () => undefined): void {
    const actor: Actor = { kind: 'user', userId: idOf('chair') as UserId, role: 'member', sessionId: 's', name: '' };
    const ctx = this.#context(actor);
    const events = happened.flatMap(
      ([type, payload]) => speakingLive.react?.(this.state, { type, payload }, ctx) ?? [],
    );
    then();
    this.#fold(actor, events);
  }

  invite(names: readonly string[]): void {
    const participants = names.map((name) => ({ userId: idOf(name), sectorId: this.people[name]?.sector ?? null }));
    this.happen([['meetings.participantsSet', { participants }]], () => {
      this.people = Object.fromEntries(
        names.map((name) => [name, this.people[name] ?? guests[name] ?? guests['eye']]) as [string, Guest][],
      );
    });
  }

  moveTo(itemId: string | null): void {
    const left = this.item === null ? [] : [['meetings.itemFinished', { itemId: this.item }] as const];
    const entered = itemId === null ? [] : [['meetings.itemStarted', { itemId }] as const];
    this.happen([...left, ...entered], () => {
      this.item = itemId;
    });
  }

  suspend(): void {
    this.happen([['meetings.meetingSuspended', { reason: '' }]], () => {
      this.phase = 'suspended';
    });
  }

  goOn(): void {
    this.happen([['meetings.meetingResumed', {}]], () => {
      this.phase = 'live';
    });
  }

  end(): void {
    const left = this.item === null ? [] : [['meetings.itemFinished', { itemId: this.item }] as const];
    this.happen([...left, ['meetings.meetingEnded', {}]], () => {
      this.phase = 'ended';
      this.item = null;
    });
  }

  leave(name: string): void {
    this.happen([['rooms.personLeft', { userId: idOf(name), reason: 'connectionLost' }]], () => {
      this.present.delete(name);
    });
  }

  enter(name: string): void {
    this.happen([['rooms.personEntered', { userId: idOf(name) }]], () => {
      this.present.add(name);
    });
  }

  remove(name: string): void {
    const userId = idOf(name);
    this.happen(
      [
        ['rooms.personLeft', { userId, reason: 'removed' }],
        ['rooms.personRemoved', { userId }],
      ],
      () => {
        this.present.delete(name);
        this.venue.delete(name);
        this.removed.add(name);
      },
    );
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  // Shorthands for what chair and members do most.

  request(name: string, kind = 'speech', more: Input = {}): string {
    return this.send(name, 'requestToSpeak', { kind, ...more });
  }

  add(name: string, kind = 'speech', more: Input = {}): string {
    return this.send('clerk', 'addEntry', { userId: idOf(name), kind, ...more });
  }

  entryOf(name: string, kind = 'speech', itemId: string | null = this.item) {
    const found = this.state.entries.find(
      (entry) => nameOf(entry.speaker.userId) === name && entry.kind === kind && entry.itemId === itemId,
    );
    if (!found) throw new Error(`${name} does not wait for ${kind}`);
    return found;
  }

  /** Sends a command on a waiting entry, based on what is so now. */
  onEntry(command: string, name: string, kind = 'speech', more: Input = {}, by = 'chair'): string {
    const { entryId, version: basedOn } = this.entryOf(name, kind);
    return this.send(by, command, { entryId, basedOn, ...more });
  }

  grant(name: string, kind = 'speech', more: Input = {}): string {
    return this.onEntry('grantFloor', name, kind, { floor: this.state.floorVersion, ...more });
  }

  /** Gives the floor without a request before it. */
  callUp(name: string | null, kind = 'speech', more: Input = {}): string {
    const userId = name === null ? null : idOf(name);
    return this.send('chair', 'callSpeaker', { userId, kind, floor: this.state.floorVersion, ...more });
  }

  get main(): Turn | undefined {
    return this.state.turns.find(({ turnId }) => turnId === this.state.mainTurnId);
  }

  get inner(): Turn | undefined {
    return this.state.turns.find(({ turnId }) => turnId === this.state.innerTurnId);
  }

  /** Sends a command on the main turn, or the one given. */
  onTurn(command: string, turn = this.main, more: Input = {}, by = 'chair'): string {
    return this.send(by, command, { turnId: turn?.turnId ?? 'none', floor: this.state.floorVersion, ...more });
  }

  /** The queue as `name` or, for other kinds than speeches, `name:kind`. */
  queue(itemId: string | null = this.item): readonly string[] {
    return queueOf(this.state, itemId).map(({ entry }) => {
      const name = nameOf(entry.speaker.userId);
      return entry.kind === 'speech' ? name : `${name}:${entry.kind}`;
    });
  }
}
