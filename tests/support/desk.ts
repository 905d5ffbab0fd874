import { type Actor, actorRef, type MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { initialState, type LiveModule, type LiveState, type LogEvent, maySee } from '#server/kernel/live.ts';
import type { AttendanceState } from '#server/modules/attendance/domain.ts';
import { attendanceLive } from '#server/modules/attendance/domain.ts';
import {
  type AttendanceFigures,
  type AttendanceView,
  attendanceFigures,
  type PersonAttendance,
  personAttendance,
} from '#server/modules/attendance/figures.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import { meetingsLive } from '#server/modules/meetings/domain.ts';
import type { MeetingsState } from '#server/modules/meetings/state.ts';
import { pollsLive } from '#server/modules/polls/domain.ts';
import { roomsLive } from '#server/modules/rooms/domain.ts';
import { speakingLive } from '#server/modules/speaking/domain.ts';
import { conclusions, decideCommand } from '#server/realtime/decide.ts';
import { ModuleRegistry } from '#server/realtime/registry.ts';
import { idOf } from './floor.ts';

const meetingId = '01900000-0000-7000-8000-0000000000aa' as MeetingId;
const lives = [meetingsLive, roomsLive, attendanceLive, speakingLive, pollsLive] as readonly unknown[];
const modules = new ModuleRegistry(lives.map((live) => ({ live: live as LiveModule })));

const person = (name: string, roles: readonly MeetingRole[], sector: string | null): Participant => ({
  userId: idOf(name) as UserId,
  name,
  roles: [...roles],
  memberId: roles.includes('member') ? `m-${name}` : null,
  sectorId: sector,
  sectorName: sector,
  post: null,
});

/** Six members of three sectors, the chair who is one, and one of every other role. */
const people: readonly Participant[] = [
  person('ann', ['member'], 'art'),
  person('abe', ['member'], 'art'),
  person('bea', ['member'], 'law'),
  person('bob', ['member'], 'law'),
  person('cat', ['member'], 'med'),
  person('cem', ['member'], 'med'),
  person('chair', ['chair', 'member'], null),
  person('clerk', ['clerk'], null),
  person('tech', ['technician'], null),
  person('guest', ['guest'], null),
  person('eye', ['observer'], null),
];

type Input = Readonly<Record<string, unknown>>;

/** A meeting of the product's own modules, decided in memory: everything but the database is real. */
export class Desk {
  readonly state: LiveState = initialState(modules.live.values());
  /** What the room and the public fold. */
  readonly room: LiveState = initialState(modules.live.values());
  readonly outside: LiveState = initialState(modules.live.values());
  readonly log: LogEvent[] = [];
  now = 1_700_000_000_000;
  output: Input = {};

  /** A meeting that is open: people come in, nothing has begun. */
  static open(): Desk {
    const desk = new Desk();
    const details = { title: 't', kind: 'remote', label: '', place: '', plannedStartAt: 1, plannedEndAt: 2 };
    desk.must('office', 'meetings.planMeeting', { ...details, access: 'public' });
    const item = { itemId: 'one', parentId: null, title: 'one', kind: 'report', plannedMinutes: 10 };
    desk.must('office', 'meetings.setAgenda', { items: [{ ...item, visibility: 'public' }] });
    desk.invite(people);
    desk.must('chair', 'meetings.openMeeting', {});
    return desk;
  }

  static live(): Desk {
    const desk = Desk.open();
    desk.must('chair', 'meetings.startMeeting', {});
    desk.must('chair', 'meetings.startItem', { itemId: 'one', basedOn: null });
    return desk;
  }

  invite(participants: readonly Participant[]): void {
    this.must('office', 'meetings.setParticipants', { persons: [], sectorIds: [], committeeIds: [] }, participants);
  }

  static person = person;
  static people = people;

  #append(actor: string, type: string, payload: object, narrowed?: 'public' | 'room' | 'staff'): void {
    const { definition } = modules.event(type);
    const stored = JSON.parse(JSON.stringify(payload)) as LogEvent['payload'];
    const event: LogEvent = { seq: this.log.length + 1, at: this.now, actor, type, payload: stored };
    this.log.push(event);
    modules.foldInto(this.state, event);
    const audience = narrowed ?? definition.audience;
    if (maySee('room', audience)) modules.foldInto(this.room, structuredClone(event));
    if (maySee('public', audience)) modules.foldInto(this.outside, structuredClone(event));
  }

  /** Sends a command: `ok`, or the code of the refusal without its context. */
  send(name: string, type: string, input: Input = {}, prepared?: unknown): string {
    const actor: Actor =
      name === 'system'
        ? { kind: 'system', service: 'test' }
        : {
            kind: 'user',
            userId: idOf(name) as UserId,
            role: name === 'office' ? 'officer' : 'member',
            sessionId: 's',
            name,
          };
    const parsed = modules.command(type)?.definition.input.safeParse(input);
    if (!parsed?.success) return 'invalid_input';
    const submission = { commandId: uuidV7(), command: { type, input: parsed.data }, actor, prepared };
    const decided = decideCommand(modules, this.state, meetingId, this.now, submission);
    if (!decided.ok) return decided.error.code.replace(/^[a-z]+\./, '');
    for (const event of decided.value.events)
      this.#append(event.actor ?? actorRef(actor), event.type, event.payload, event.audience);
    this.output = (decided.value.output ?? {}) as Input;
    for (const { context, event } of conclusions(modules, this.state, meetingId, this.now))
      this.#append(`system:${context}`, event.type, event.payload, event.audience);
    return 'ok';
  }

  must(name: string, type: string, input: Input = {}, prepared?: unknown): Input {
    const answer = this.send(name, type, input, prepared);
    if (answer !== 'ok') throw new Error(`${type} by ${name}: ${answer}`);
    return this.output;
  }

  wait(ms: number): this {
    this.now += ms;
    return this;
  }

  get attendance(): AttendanceState {
    return this.state['attendance'] as AttendanceState;
  }

  figures(state: LiveState = this.state): AttendanceFigures {
    return attendanceFigures(state as unknown as AttendanceView);
  }

  of(name: string): PersonAttendance {
    return personAttendance(this.attendance, idOf(name), this.state['meetings'] as MeetingsState, this.now);
  }

  /** Types of the events since the given number of them, without context. */
  since(count: number): readonly string[] {
    return this.log.slice(count).map(({ type }) => type);
  }

  // Shorthands.

  enter(name: string, deviceId = 'device-one'): string {
    return this.send(name, 'rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
  }
  leave(name: string, deviceId = 'device-one'): string {
    return this.send(name, 'rooms.leaveRoom', { deviceId });
  }
  lose(name: string): string {
    return this.send('system', 'rooms.recordConnectionLost', { userId: idOf(name) });
  }
  /** The hall's code of a number of half minutes ago. */
  scan(name: string, age = 0, slotMs = 30_000): string {
    const slot = Math.floor(this.now / slotMs) - age;
    return this.send(name, 'attendance.checkInByCode', { code: 'x' }, { code: { slot, slotMs } });
  }
  desk(name: string): string {
    return this.send('clerk', 'attendance.checkInAtDesk', { by: 'name', userId: idOf(name) }, {});
  }
  onPerson(command: string, name: string, more: Input = {}, by = 'clerk'): string {
    const basedOn = this.attendance.people[idOf(name)]?.version ?? 0;
    return this.send(by, `attendance.${command}`, { userId: idOf(name), basedOn, ...more });
  }
  onLeave(name: string, isApproved: boolean, answer = ''): string {
    const basedOn = this.attendance.leaves[idOf(name)]?.version ?? 0;
    return this.send('chair', 'attendance.decideLeave', { userId: idOf(name), basedOn, isApproved, answer });
  }
}
