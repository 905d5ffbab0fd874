import { randomUUID } from 'node:crypto';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { sessionCookie } from './cast.ts';

/** Somebody with an account and a session. */
export interface Voter {
  readonly userId: UserId;
  readonly actor: Actor;
  readonly cookie: string;
}

/** Accounts and sessions, as many at once as wanted. */
export async function hireVoters(prisma: typeof Prisma, count: number): Promise<readonly Voter[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    id: uuidV7() as UserId,
    token: randomUUID(),
    name: `委员${index + 1}`,
  }));
  await prisma.user.createMany({
    data: people.map(({ id, name }) => ({
      id,
      name,
      username: `v${id.replaceAll('-', '')}`,
      email: `v${id.replaceAll('-', '')}@accounts.invalid`,
      role: 'member',
      mustChangePassword: false,
    })),
  });
  await prisma.session.createMany({
    data: people.map(({ id, token }) => ({
      id: uuidV7(),
      token,
      userId: id,
      expiresAt: new Date(Date.now() + 86_400_000),
    })),
  });
  return people.map(({ id, token, name }) => ({
    userId: id,
    actor: { kind: 'user', userId: id, role: 'member', sessionId: token, name },
    cookie: sessionCookie(token),
  }));
}

export interface Assembly {
  readonly meetingId: MeetingId;
  readonly chair: Voter;
  readonly clerk: Voter;
  readonly members: readonly Voter[];
  readonly send: (voter: Voter, type: string, input: object) => Promise<CommandAck>;
}

const officer: Actor = { kind: 'user', userId: uuidV7() as UserId, role: 'officer', sessionId: 's', name: 'Officer' };
const anHour = 3_600_000;

/**
 * A live public meeting in which all members, or those wanted, are present online. The first two people are its chair and its
 * clerk.
 */
export async function assemble(
  createHead: (meetingId: MeetingId) => Promise<void>,
  submit: SubmitCommand,
  people: readonly Voter[],
  isOnline: (index: number) => boolean = () => true,
): Promise<Assembly> {
  const meetingId = uuidV7() as MeetingId;
  const [chair, clerk, ...members] = people;
  if (!chair || !clerk) throw new Error('a meeting needs a chair and a clerk');
  const must = async (actor: Actor, type: string, input: object): Promise<void> => {
    const ack = await submit(meetingId, uuidV7(), type, input, actor);
    if (!ack.ok) throw new Error(`${type}: ${ack.error.code}`);
  };
  await createHead(meetingId);
  const details = { title: '全体会议', kind: 'remote', label: '', place: '', access: 'public' };
  await must(officer, 'meetings.planMeeting', { ...details, plannedStartAt: anHour, plannedEndAt: 2 * anHour });
  const item = { parentId: null, kind: 'vote', plannedMinutes: 10, visibility: 'public' };
  await must(officer, 'meetings.setAgenda', { items: [{ ...item, itemId: 'i1', title: '表决' }] });
  await must(officer, 'meetings.setParticipants', {
    persons: [
      { userId: chair.userId, roles: ['chair'] },
      { userId: clerk.userId, roles: ['clerk'] },
      ...members.map(({ userId }) => ({ userId, roles: ['member'] })),
    ],
    sectorIds: [],
    committeeIds: [],
  });
  await must(chair.actor, 'meetings.openMeeting', {});
  await Promise.all(
    members
      .filter((_, index) => isOnline(index))
      .map(({ actor }) =>
        must(actor, 'rooms.enterRoom', { deviceId: 'device-one', mode: 'video', consentVersion: '1' }),
      ),
  );
  await must(chair.actor, 'meetings.startMeeting', {});
  await must(chair.actor, 'meetings.startItem', { itemId: 'i1', basedOn: null });
  const send: Assembly['send'] = (voter, type, input) => submit(meetingId, uuidV7(), type, input, voter.actor);
  return { meetingId, chair, clerk, members, send };
}

/** Drafts and opens a poll; its id. */
export async function openPoll({ send, clerk, chair }: Assembly, settings: object, lists?: object): Promise<string> {
  const drafted = await send(clerk, 'polls.draftPoll', { settings, lists: lists ?? { electors: [], hand: [] } });
  if (!drafted.ok) throw new Error(`the draft was refused: ${drafted.error.code}`);
  const { pollId } = drafted.output as { pollId: string };
  const opened = await send(chair, 'polls.openPoll', { pollId, basedOn: 1 });
  if (!opened.ok) throw new Error(`the opening was refused: ${opened.error.code}`);
  return pollId;
}
