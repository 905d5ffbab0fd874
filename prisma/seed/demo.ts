import { hashPassword } from 'better-auth/crypto';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { LiveService } from '#server/live-service.ts';
import { createMeeting } from '#server/modules/meetings/index.ts';
import { prisma } from '#server/platform/db.ts';
import type { Env } from '#server/platform/env.ts';
import { holdItem } from './afternoon.ts';
import {
  committeeNames,
  type DemoPerson,
  demoMembers,
  demoStaff,
  sectorSeats,
  streetNames,
} from './builders/district.ts';
import { type DemoMeeting, demoMeetings } from './builders/meetings.ts';
import { demoStudios } from './builders/studios.ts';

export const demoPassword = 'demo-2026-hub';

export interface DemoDistrict {
  readonly meetingIds: readonly MeetingId[];
  readonly chair: DemoPerson;
  readonly members: readonly DemoPerson[];
}

/** The chair of the demo meetings is a member of the first sector with an account name of her own. */
const chairIndex = 0;
const usernameOf = (person: DemoPerson, index: number): string => (index === chairIndex ? 'chair' : person.username);

async function seedPeople(): Promise<readonly DemoPerson[]> {
  const members = demoMembers();
  const staff = demoStaff();
  const term = await prisma.term.create({
    data: { name: '第八届', startsOn: new Date('2021-11-01'), endsOn: new Date('2026-12-31') },
    select: { id: true },
  });
  const sectorIds = new Map<string, string>();
  for (const [index, [name]] of sectorSeats.entries()) {
    sectorIds.set(name, (await prisma.sector.create({ data: { name, position: index + 1 }, select: { id: true } })).id);
  }
  const committeeIds = new Map<string, string>();
  for (const [index, name] of committeeNames.entries()) {
    committeeIds.set(
      name,
      (await prisma.specialCommittee.create({ data: { name, position: index + 1 }, select: { id: true } })).id,
    );
  }
  const accounts = [
    ...staff.map((one) => ({
      id: one.userId,
      username: one.username,
      name: one.name,
      role: one.role,
      post: one.post,
      phone: null,
    })),
    ...members.map((one, index) => ({
      id: one.userId,
      username: usernameOf(one, index),
      name: one.name,
      role: 'member',
      post: null,
      phone: one.phone,
    })),
  ];
  await prisma.user.createMany({
    data: accounts.map((one) => ({
      ...one,
      displayUsername: one.username,
      email: `${one.username}@accounts.invalid`,
      // One account shows the forced change of the first sign-in.
      mustChangePassword: one.username === 'w253',
    })),
  });
  // Hashing takes a core for tens of milliseconds each; demo accounts share one password and so one hash.
  const password = await hashPassword(demoPassword);
  await prisma.account.createMany({
    data: accounts.map((one) => ({ accountId: one.id, providerId: 'credential', userId: one.id, password })),
  });
  await prisma.member.createMany({
    data: members.map(({ memberId, userId, number, name, gender, party, post, phone, sector }) => ({
      id: memberId,
      userId,
      number,
      name,
      gender,
      party,
      post,
      phone,
      termId: term.id,
      sectorId: sectorIds.get(sector) ?? '',
    })),
  });
  await prisma.committeeMembership.createMany({
    data: members.flatMap(({ memberId, committees }) =>
      committees.map((name) => ({ memberId, committeeId: committeeIds.get(name) ?? '' })),
    ),
  });
  await seedStudios(members);
  return members;
}

async function seedStudios(members: readonly DemoPerson[]): Promise<void> {
  const streetIds = new Map<string, string>();
  for (const [index, name] of streetNames.entries()) {
    streetIds.set(name, (await prisma.street.create({ data: { name, position: index + 1 }, select: { id: true } })).id);
  }
  for (const [index, studio] of demoStudios(members).entries()) {
    await prisma.studio.create({
      data: {
        name: studio.name,
        place: studio.place,
        position: index + 1,
        street: { connect: { id: streetIds.get(studio.street) ?? '' } },
        members: { create: studio.memberIds.map((memberId, place) => ({ memberId, position: place + 1 })) },
      },
    });
  }
}

/** Members of the meeting: those of the story first, then round the sectors. */
function invited(members: readonly DemoPerson[], count: number): readonly DemoPerson[] {
  const sectors = [
    '教育',
    '环境资源',
    '经济',
    '科技',
    '医药卫生',
    '工商联',
    '社会福利和社会保障',
    '妇联',
    '共青团',
    '社会科学',
  ];
  const seats = [5, 4, 4, 3, 3, 3, 3, 2, 2, 2];
  const chosen = sectors.flatMap((sector, index) =>
    members.filter((one) => one.sector === sector).slice(0, seats[index]),
  );
  const others = members.filter((one) => !chosen.includes(one) && one !== members[chairIndex]);
  return [...chosen, ...others].slice(0, count);
}

async function planMeeting(
  service: LiveService,
  plan: DemoMeeting,
  members: readonly DemoPerson[],
  setTime: (at: number) => void,
): Promise<MeetingId> {
  const env = service.meetingEnvironment();
  const officer = await actorOf('office', 'officer');
  const chair = await actorOf('chair', 'member');
  const meetingId = uuidV7() as MeetingId;
  const send = async (type: string, input: unknown, actor: Actor = officer): Promise<void> => {
    const ack = await env.submit(meetingId, uuidV7(), type, input, actor);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
  };
  const planned = await createMeeting(env, officer, meetingId, plan.details);
  if (!planned.ok) throw new Error(`the demo meeting was refused: ${planned.error.code}`);
  await send('meetings.setAgenda', { items: plan.items });
  const named = await prisma.user.findMany({
    where: { username: { in: Object.keys(plan.roles) } },
    select: { id: true, username: true },
  });
  const special = named.map(({ id, username }) => ({
    userId: id,
    roles: plan.roles[username] === 'chair' ? ['chair', 'member'] : [plan.roles[username]],
  }));
  const taken = new Set(special.map((one) => one.userId));
  const plain = invited(members, plan.memberCount).filter((one) => !taken.has(one.userId));
  await send('meetings.setParticipants', {
    persons: [...special, ...plain.map(({ userId }) => ({ userId, roles: ['member'] }))],
    sectorIds: [],
    committeeIds: [],
  });
  for (const settings of plan.votes ?? [])
    await send('polls.draftPoll', { settings, lists: { electors: [], hand: [] } }, chair);
  if (plan.until === 'scheduled') return meetingId;
  if (plan.until === 'ended') setTime(plan.details.plannedStartAt);
  await send('meetings.openMeeting', {}, chair);
  if (plan.until === 'open') return meetingId;
  await send('meetings.startMeeting', {}, chair);
  if (plan.until === 'live') return meetingId;
  // What is over took its time, and was about something.
  const held = { service, meetingId, chair, setTime, members: plain.map((one) => memberActor(one)) };
  let before: string | null = null;
  let at = plan.details.plannedStartAt;
  for (const [index, { itemId, plannedMinutes }] of plan.items.entries()) {
    setTime(at);
    await send('meetings.startItem', { itemId, basedOn: before }, chair);
    before = itemId;
    await holdItem(held, itemId, at);
    at += (plannedMinutes - 2 + (index % 3) * 2) * minuteMs;
  }
  setTime(at);
  await send('meetings.endMeeting', {}, chair);
  return meetingId;
}

const memberActor = ({ userId, name }: DemoPerson): Actor => ({
  kind: 'user',
  userId: userId as UserId,
  role: 'member',
  sessionId: 'seed',
  name,
});

async function actorOf(username: string, role: 'officer' | 'member'): Promise<Actor> {
  const user = await prisma.user.findUniqueOrThrow({ where: { username }, select: { id: true, name: true } });
  return { kind: 'user', userId: user.id as UserId, role, sessionId: 'seed', name: user.name };
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Fills an empty database with the demo district and its meetings. */
export async function seedDistrict(env: Env, now = Date.now()): Promise<DemoDistrict> {
  const members = await seedPeople();
  let at = now;
  const service = new LiveService(env, () => at);
  const meetingIds: MeetingId[] = [];
  for (const plan of demoMeetings(now)) {
    at = Math.min(now, plan.details.plannedStartAt - dayMs);
    const setTime = (to: number): void => {
      at = to;
    };
    meetingIds.push(await planMeeting(service, plan, members, setTime));
  }
  await service.close();
  return { meetingIds, chair: members[chairIndex] as DemoPerson, members };
}
