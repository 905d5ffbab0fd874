import type { AgendaItemPlan, MeetingDetails } from '#server/modules/meetings/contract.ts';
import type { PollSettings } from '#server/modules/polls/contract.ts';
import { preparedVotes } from './votes.ts';

export interface DemoMeeting {
  readonly details: MeetingDetails;
  readonly items: readonly AgendaItemPlan[];
  /** Roles by user name; members of the named sectors come as members. */
  readonly roles: Readonly<Record<string, 'chair' | 'clerk' | 'technician' | 'guest' | 'observer'>>;
  readonly memberCount: number;
  /** Votes that are prepared before it begins. */
  readonly votes?: readonly PollSettings[];
  /** Steps to take it to after planning. */
  readonly until: 'scheduled' | 'open' | 'live' | 'ended';
}

const item = (
  itemId: string,
  title: string,
  kind: AgendaItemPlan['kind'],
  plannedMinutes: number,
  visibility: AgendaItemPlan['visibility'] = 'public',
): AgendaItemPlan => ({ itemId, parentId: null, title, kind, plannedMinutes, visibility });

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The story of the mock-ups and three meetings round it; `now` decides what is today. */
export function demoMeetings(now: number): readonly DemoMeeting[] {
  const today = now + 0.5 * hourMs;
  return [
    {
      details: {
        title: '更新片区学位配套远程协商会',
        kind: 'remote',
        label: '2026 年第 2 次远程协商',
        place: '区政协会议中心 301',
        plannedStartAt: today,
        plannedEndAt: today + 2.5 * hourMs,
        access: 'public',
      },
      items: [
        item('i1', '开场与议程说明', 'other', 10),
        item('i2', '老旧小区更新进展通报', 'report', 20),
        item('i3', '更新片区的学位配套', 'discussion', 40),
        item('i4', '校门口与主干道高峰拥堵', 'discussion', 40),
        item('i5', '表决：协商意见（草案）', 'vote', 10),
        item('i6', '部门回应与小结', 'report', 20),
        item('i7', '闭门会商', 'discussion', 15, 'closed'),
      ],
      roles: { chair: 'chair', clerk: 'clerk', technician: 'technician', dept1: 'guest' },
      memberCount: 31,
      votes: preparedVotes,
      until: 'scheduled',
    },
    {
      details: {
        title: '社区嵌入式养老服务专题协商会',
        kind: 'thematic',
        label: '2026 年第 5 次专题协商',
        place: '区政协会议中心 201',
        plannedStartAt: now + 7 * dayMs,
        plannedEndAt: now + 7 * dayMs + 3 * hourMs,
        access: 'public',
      },
      items: [
        item('i1', '调研情况通报', 'report', 20),
        item('i2', '委员发言', 'discussion', 60),
        item('i3', '部门回应', 'report', 30),
      ],
      roles: { chair: 'chair', clerk: 'clerk', technician: 'technician', dept6: 'guest' },
      memberCount: 24,
      until: 'scheduled',
    },
    {
      details: {
        title: '区政协八届六次全体会议',
        kind: 'plenary',
        label: '八届六次',
        place: '区会堂',
        plannedStartAt: now + 50 * dayMs,
        plannedEndAt: now + 52 * dayMs,
        access: 'members',
      },
      items: [
        item('i1', '常务委员会工作报告', 'report', 60, 'members'),
        item('i2', '大会发言', 'discussion', 90, 'members'),
        item('i3', '选举', 'vote', 30, 'members'),
      ],
      roles: { chair: 'chair', clerk: 'clerk', technician: 'technician' },
      memberCount: 253,
      until: 'scheduled',
    },
    {
      details: {
        title: '河涌岸线步道贯通远程协商会',
        kind: 'remote',
        label: '2026 年第 1 次远程协商',
        place: '区政协会议中心 301',
        plannedStartAt: now - 20 * dayMs,
        plannedEndAt: now - 20 * dayMs + 2 * hourMs,
        access: 'public',
      },
      items: [
        item('i1', '现场踏勘情况', 'report', 15),
        item('i2', '断点贯通方案讨论', 'discussion', 50),
        item('i4', '闭门会商', 'discussion', 10, 'closed'),
        item('i3', '协商小结', 'other', 15),
      ],
      roles: { chair: 'chair', clerk: 'clerk', technician: 'technician', dept2: 'guest' },
      memberCount: 18,
      until: 'ended',
    },
  ];
}
