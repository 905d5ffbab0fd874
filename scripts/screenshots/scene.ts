import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import { LiveService } from '#server/live-service.ts';
import { createMeeting } from '#server/modules/meetings/index.ts';
import { closeDatabase, prisma } from '#server/platform/db.ts';
import { readEnv } from '#server/platform/env.ts';
import { seedDistrict } from '../../prisma/seed/demo.ts';
import { type Act, floorActs, floorPeople } from './floor.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;

/** What the pictures need to know of the district and its meetings. */
export interface Scene {
  /** Live, three items in. */
  readonly meetingId: MeetingId;
  /** Starts in a quarter of an hour. */
  readonly soonId: MeetingId;
  /** Was held weeks ago. */
  readonly pastId: MeetingId;
  /** User names of the members of the live meeting, in the order in which they came. */
  readonly members: readonly string[];
  /** User name of the member who has the floor, from home. */
  readonly speaker: string;
}

/** Who says what, in minutes after the start; indices into the list of members. */
const talk: readonly (readonly [number, number, string])[] = [
  [2.3, 3, '大家好，线上声音清楚，画面正常。'],
  [11.5, 0, '通报里说的三个片区，入住时间和学校开工时间能不能列在一张表上？'],
  [14.2, 9, '同意。我手里有住建的分期交付数，比两年前的预测多四成左右。'],
  [19.8, 15, '加装电梯的两个小区也在这个范围里，老人接送孩子的多，路口要一并考虑。'],
  [24.1, 6, '会前材料第 7 页的服务半径是直线距离，不是步行距离，请部门核一下。'],
  [31.6, 1, '我们界别走访了四个小区，家长最关心的是过渡期两年怎么上学。'],
  [35.4, 12, '过渡期可以先借用南塘中学的老校区，步行十分钟，改造费用不高。'],
  [38.9, 20, '老校区的消防要先评估，去年查过一次，主要是疏散楼梯。'],
  [43.0, 4, '建议把“同步规划、同步建设、同步交付”写进更新实施方案，由街道按季度对账。'],
  [48.7, 17, '企业可以配合提供临时校车停靠点，园区东门早上七点半以后基本空着。'],
  [52.2, 0, '补充：托育位也一起算，很多家庭是二孩。'],
  [56.5, 10, '赞成先定学位、再定交付时间，顺序不能反。'],
];

const questions: readonly (readonly [number, string, string])[] = [
  [12, '陈女士', '更新以后搬回来的孩子，还能上原来的小学吗？'],
  [16, '黄先生', '施工期间校门口的路会封多久？'],
  [27, '何女士', '我家住几号楼几单元，电梯老是坏，能不能先给我们换？'],
  [33, '周先生', '新小学的操场放学以后能向居民开放吗？'],
  [41, '李女士', '片区新小学什么时候开工？孩子明年九月就要上学了。'],
  [44, '罗先生', '片区新小学什么时候开工，孩子明年九月要上学了'],
  [47, '吴女士', '早高峰能不能借用旁边的公共停车场接送？'],
  [53, '郑先生', '加装电梯施工占了消防通道，该找谁？'],
  [55, '冯女士', '临时校区的食堂怎么办？'],
];

/** Fills the database with the demo district and plays the first hour of today's consultation into its log. */
export async function layScene(): Promise<Scene> {
  const env = readEnv(process.env);
  const now = Date.now();
  const startedAt = now - (58 * 60 + 41) * secondMs;
  // The demo's own meeting is planned half an hour after the seed.
  const district = await seedDistrict(env, startedAt - 31 * minuteMs);
  const [meetingId] = district.meetingIds;
  const pastId = district.meetingIds.at(-1);
  if (!meetingId || !pastId) throw new Error('the demo district has no meeting');

  let at = startedAt;
  const service = new LiveService(env, () => at);
  const live = service.meetingEnvironment();
  const submit = async (type: string, input: unknown, actor: Actor, id = meetingId): Promise<unknown> => {
    const ack = await live.submit(id, uuidV7(), type, input, actor);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
    return ack.output;
  };
  const [chair, office] = [await actorOf('chair', 'member'), await actorOf('office', 'officer')];
  const guest = await actorOf('dept1', 'department');
  const people = await membersOf(meetingId);
  const actors = await Promise.all(people.map((username) => actorOf(username, 'member')));

  const acts: Act[] = [
    { at: -20, act: () => submit('meetings.openMeeting', {}, chair) },
    { at: 0, act: () => submit('meetings.startMeeting', {}, chair) },
    { at: 0, act: () => submit('meetings.startItem', { itemId: 'i1', basedOn: null }, chair) },
    { at: 9.2, act: () => submit('meetings.startItem', { itemId: 'i2', basedOn: 'i1' }, chair) },
    { at: 30.87, act: () => submit('meetings.startItem', { itemId: 'i3', basedOn: 'i2' }, chair) },
  ];
  const conduct = (type: string, input: unknown): Promise<unknown> => submit(type, input, chair);
  acts.push(...floorActs({ service, meetingId, conduct, members: actors, guest }));
  for (const [minute, who, text] of talk) {
    const author = actors[who] ?? chair;
    acts.push({ at: minute, act: () => submit('chat.postMessage', { text, replyTo: null }, author) });
  }
  const asked: string[] = [];
  for (const [index, [minute, name, text]] of questions.entries()) {
    const visitor: Actor = { kind: 'visitor', visitorId: `visitor-${index}`, phoneVerified: true, name };
    const ask = async (): Promise<void> => {
      const output = await submit('chat.submitQuestion', { text }, visitor);
      asked.push((output as { messageId: string }).messageId);
    };
    acts.push({ at: minute, act: ask });
  }
  const decide = (minute: number, index: number, type: string, more: object = {}): void => {
    acts.push({ at: minute, act: () => submit(type, { messageId: asked[index], ...more }, chair) });
  };
  decide(15, 0, 'chat.publishMessage');
  decide(18, 1, 'chat.publishMessage');
  decide(29, 2, 'chat.declineMessage', { reason: 'personalData', note: '' });
  decide(36, 3, 'chat.publishMessage');
  for (const { at: minute, act } of acts.toSorted((a, b) => a.at - b.at)) {
    at = startedAt + minute * minuteMs;
    await act();
  }

  at = now;
  const soonId = uuidV7() as MeetingId;
  const planned = await createMeeting(live, office, soonId, {
    title: '校门口交通组织基层协商会',
    kind: 'grassroots',
    label: '南塘街道第 3 次基层协商',
    place: '南塘街道议事厅',
    plannedStartAt: now + 13.5 * minuteMs,
    plannedEndAt: now + 100 * minuteMs,
    access: 'public',
  });
  if (!planned.ok) throw new Error(`the next meeting was refused: ${planned.error.code}`);
  const item = (itemId: string, title: string, plannedMinutes: number) => ({
    itemId,
    parentId: null,
    title,
    kind: 'discussion',
    plannedMinutes,
    visibility: 'public',
  });
  const items = [
    item('i1', '早晚高峰实测情况', 15),
    item('i2', '临时停靠与志愿岗', 40),
    item('i3', '街道与学校回应', 20),
  ];
  await submit('meetings.setAgenda', { items }, office, soonId);
  const persons = [chair, ...actors.slice(0, 14)].map((actor, index) => ({
    userId: actor.kind === 'user' ? actor.userId : '',
    roles: index === 0 ? ['chair', 'member'] : ['member'],
  }));
  await submit('meetings.setParticipants', { persons, sectorIds: [], committeeIds: [] }, office, soonId);
  await service.close();
  await closeDatabase();
  return { meetingId, soonId, pastId, members: people, speaker: people[floorPeople.shen] ?? '' };
}

async function actorOf(username: string, role: 'member' | 'officer' | 'department'): Promise<Actor> {
  const user = await prisma.user.findUniqueOrThrow({ where: { username }, select: { id: true, name: true } });
  return { kind: 'user', userId: user.id as UserId, role, sessionId: 'scene', name: user.name };
}

async function membersOf(meetingId: string): Promise<readonly string[]> {
  const places = await prisma.meetingParticipant.findMany({
    where: { meetingId, roles: { equals: ['member'] } },
    select: { userId: true },
  });
  const users = await prisma.user.findMany({
    where: { id: { in: places.map(({ userId }) => userId) } },
    select: { username: true },
    orderBy: { username: 'asc' },
  });
  return users.map(({ username }) => username ?? '');
}
