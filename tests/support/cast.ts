import { createHmac, randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import type { AccountRole, Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { MeetingPhase } from '#server/kernel/live.ts';
import type { LiveService } from '#server/live-service.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { TEST_AUTH_SECRET } from './product.ts';

/** Somebody who asks. `roles` are what the rules make of them in a meeting that they may know; none: nobody at all. */
export interface Person {
  readonly label: string;
  readonly roles: readonly MeetingRole[];
  readonly account: AccountRole | null;
  readonly cookie: string;
  /** As the log names them; empty without an account. */
  readonly ref: string;
  readonly userId: string;
  /** Whether the session itself is good, though its person may be nobody yet (first password). */
  readonly hasSession: boolean;
  /** Removed from the meeting: not even its public any more. */
  readonly isRemoved: boolean;
  readonly address: string;
  /** Another session of the same person, there to be ended. */
  readonly spareSessionId: string;
}

export interface CastEnvironment {
  readonly service: LiveService;
  readonly prisma: typeof Prisma;
  readonly password: string;
  readonly visitorCookie: (visitorId: string) => string;
}

interface Part {
  readonly label: string;
  readonly account: AccountRole | null;
  readonly placeRole?: MeetingRole;
  readonly roles: readonly MeetingRole[];
  readonly trouble?: 'mustChange' | 'ended' | 'disabled' | 'idle' | 'removed';
}

const parts: readonly Part[] = [
  { label: 'chair', account: 'member', placeRole: 'chair', roles: ['chair'] },
  { label: 'clerk', account: 'member', placeRole: 'clerk', roles: ['clerk'] },
  { label: 'technician', account: 'member', placeRole: 'technician', roles: ['technician'] },
  { label: 'member', account: 'member', placeRole: 'member', roles: ['member'] },
  { label: 'guest (department)', account: 'department', placeRole: 'guest', roles: ['guest'] },
  { label: 'observer (street)', account: 'street', placeRole: 'observer', roles: ['observer'] },
  { label: 'officer', account: 'officer', roles: ['officer'] },
  { label: 'admin', account: 'admin', roles: ['officer'] },
  { label: 'member without a place', account: 'member', roles: ['public'] },
  { label: 'department without a place', account: 'department', roles: ['public'] },
  { label: 'street without a place', account: 'street', roles: ['public'] },
  { label: 'visitor with a proved phone', account: null, roles: ['public'] },
  { label: 'removed member', account: 'member', placeRole: 'member', roles: [], trouble: 'removed' },
  {
    label: 'chair who must change the password',
    account: 'member',
    placeRole: 'chair',
    roles: [],
    trouble: 'mustChange',
  },
  { label: 'chair whose session was ended', account: 'member', placeRole: 'chair', roles: [], trouble: 'ended' },
  { label: 'chair whose session was idle', account: 'member', placeRole: 'chair', roles: [], trouble: 'idle' },
  { label: 'chair whose account is disabled', account: 'member', placeRole: 'chair', roles: [], trouble: 'disabled' },
];

export const anonymous: Person = {
  label: 'nobody',
  roles: [],
  account: null,
  cookie: '',
  ref: '',
  userId: '',
  hasSession: false,
  isRemoved: false,
  address: '192.0.2.1',
  spareSessionId: uuidV7(),
};

let addresses = 0;
/** One of the addresses kept for examples and tests (RFC 2544). */
const freshAddress = (): string => `198.18.${Math.floor(++addresses / 250)}.${addresses % 250}`;

/** A cookie as the sign-in sets it: the token and its signature. */
export const sessionCookie = (token: string): string =>
  `hub.session_token=${encodeURIComponent(`${token}.${createHmac('sha256', TEST_AUTH_SECRET).update(token).digest('base64')}`)}`;

/** People of every kind, with accounts and sessions of their own. */
export async function hireCast({ prisma, password, visitorCookie }: CastEnvironment): Promise<readonly Person[]> {
  const hash = await hashPassword(password);
  const cast: Person[] = [];
  for (const { label, account, roles, trouble } of parts) {
    if (account === null) {
      const visitor = await prisma.visitor.create({
        data: { phoneHash: randomUUID(), phoneEncrypted: 'x', name: label },
      });
      cast.push({
        ...anonymous,
        address: freshAddress(),
        label,
        roles,
        cookie: visitorCookie(visitor.id),
        ref: `visitor:${visitor.id}`,
      });
      continue;
    }
    const id = uuidV7();
    const name = `p${id.replaceAll('-', '')}`;
    await prisma.user.create({
      data: {
        id,
        name: label,
        username: name,
        email: `${name}@accounts.invalid`,
        role: account,
        mustChangePassword: trouble === 'mustChange',
        isDisabled: trouble === 'disabled',
      },
    });
    await prisma.account.create({ data: { accountId: id, providerId: 'credential', userId: id, password: hash } });
    const session = (token: string) => ({
      data: { id: uuidV7(), token, userId: id, expiresAt: new Date(Date.now() + 86_400_000) },
    });
    const token = randomUUID();
    const spare = await prisma.session.create(session(randomUUID()));
    if (trouble !== 'ended') await prisma.session.create(session(token));
    if (trouble === 'idle')
      await prisma.$executeRaw`update session set updated_at = now() - interval '3 days' where token = ${token}`;
    cast.push({
      label,
      roles,
      account,
      cookie: sessionCookie(token),
      ref: `user:${id}`,
      userId: id,
      hasSession: roles.length > 0 || trouble === 'mustChange' || trouble === 'removed',
      isRemoved: trouble === 'removed',
      address: freshAddress(),
      spareSessionId: spare.id,
    });
  }
  return [...cast, { ...anonymous, address: freshAddress() }];
}

/** What the matrix tells meetings apart by. */
export interface Situation {
  readonly label: string;
  readonly phase: MeetingPhase;
  readonly isPublic: boolean;
  readonly isItemPublic: boolean;
}

export const situations: readonly Situation[] = [
  ...(['scheduled', 'open', 'live', 'suspended', 'ended', 'archived'] as const).map((phase) => ({
    label: phase,
    phase,
    isPublic: true,
    isItemPublic: true,
  })),
  { label: 'live, a closed item is current', phase: 'live', isPublic: true, isItemPublic: false },
  { label: 'live, for members only', phase: 'live', isPublic: false, isItemPublic: true },
];

const item = (itemId: string, visibility: string) => ({
  itemId,
  parentId: null,
  title: itemId,
  kind: 'report',
  plannedMinutes: 10,
  visibility,
});
export const agenda = [item('open', 'public'), item('closed', 'closed')];

export const details = {
  title: 'Consultation',
  kind: 'remote',
  label: '',
  place: '',
  plannedStartAt: 1_800_000_000_000,
  plannedEndAt: 1_800_003_600_000,
  access: 'public',
};

/** Places as an invitation names them, the same for every meeting of this cast. */
export const placesOf = (cast: readonly Person[]) =>
  cast.flatMap(({ label, userId }) => {
    const role = parts.find((part) => part.label === label)?.placeRole;
    return role === undefined ? [] : [{ userId, roles: [role] }];
  });

const path = ['open', 'live', 'suspended', 'ended', 'archived'] as const;
const steps: Readonly<Record<(typeof path)[number], string>> = {
  open: 'openMeeting',
  live: 'startMeeting',
  suspended: 'suspendMeeting',
  ended: 'endMeeting',
  archived: 'archiveMeeting',
};

/** Brings a new meeting of this cast into a situation, through the sequencer like everybody else. */
export async function stage(
  { service }: CastEnvironment,
  cast: readonly Person[],
  situation: Situation,
  prepare: (meetingId: MeetingId) => Promise<void> = async () => undefined,
): Promise<MeetingId> {
  const meetingId = uuidV7() as MeetingId;
  const actorOf = (label: string): Actor => {
    const { userId, account } = cast.find((one) => one.label === label) as Person;
    return { kind: 'user', userId: userId as UserId, role: account ?? 'member', sessionId: 's', name: label };
  };
  const send = async (label: string, type: string, input: object): Promise<void> => {
    const ack = await service.hub.submit(meetingId, uuidV7(), type, input, actorOf(label));
    if (!ack.ok) throw new Error(`${type} by ${label}: ${ack.error.code}`);
  };
  await service.meetingEnvironment().createHead(meetingId);
  const access = situation.isPublic ? 'public' : 'members';
  await send('officer', 'meetings.planMeeting', { ...details, access });
  await send('officer', 'meetings.setAgenda', { items: agenda });
  await send('officer', 'meetings.setParticipants', { persons: placesOf(cast), sectorIds: [], committeeIds: [] });
  await prepare(meetingId);
  const removed = cast.find((one) => one.isRemoved);
  for (const phase of path) {
    if (situation.phase === 'scheduled') break;
    const reason = phase === 'suspended' ? { reason: 'lunch' } : {};
    await send(phase === 'archived' ? 'clerk' : 'chair', `meetings.${steps[phase]}`, reason);
    if (phase === 'open' && removed)
      await send('chair', 'rooms.removePerson', { userId: removed.userId, reason: 'noise' });
    if (phase === 'live' && situation.phase === 'live') {
      const itemId = situation.isItemPublic ? 'open' : 'closed';
      await send('chair', 'meetings.startItem', { itemId, basedOn: null });
    }
    if (phase === situation.phase) break;
  }
  return meetingId;
}

/** What the rules make of a person in one situation; empty for whoever is nobody there. */
export function rolesIn(person: Person, situation: Situation): readonly MeetingRole[] {
  // Nobody can be removed before the meeting is open.
  if (person.isRemoved) return situation.phase === 'scheduled' ? ['member'] : [];
  return situation.isPublic ? person.roles : person.roles.filter((role) => role !== 'public');
}

/** Whether the product knows who asks at all. */
export const isKnown = (person: Person): boolean => person.roles.length > 0 || person.isRemoved;
