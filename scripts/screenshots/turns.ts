import type { Company } from './company.ts';
import { showDocument } from './document.ts';
import type { Moment, Part, Places, Subject } from './subject.ts';
import { attendance } from './subjects/attendance.ts';
import { chair } from './subjects/chair.ts';
import { hall } from './subjects/hall.ts';
import { office } from './subjects/office.ts';
import { portal } from './subjects/portal.ts';
import { questions } from './subjects/questions.ts';
import { replay } from './subjects/replay.ts';
import { room } from './subjects/room.ts';
import { watch } from './subjects/watch.ts';
import { openVote, publishVote, statementPoll } from './votes.ts';

/** Something that happens between two groups of pictures. */
export interface Turn {
  readonly happens: (company: Company) => Promise<void>;
  readonly subjects: readonly Subject[];
}

const parts: readonly ((places: Places) => Part)[] = [
  portal,
  office,
  replay,
  room,
  attendance,
  hall,
  watch,
  chair,
  questions,
];

const nothing = (): Promise<void> => Promise.resolve();
const stage =
  (layout: 'speaker' | 'venue') =>
  ({ conduct }: Company): Promise<void> =>
    conduct('rooms.switchStage', { layout, documentId: null, page: null });

/** The afternoon in order: what happens, and what is then to be seen. */
export function turns({ scene }: Company): readonly Turn[] {
  const { meetingId, soonId, pastId, members } = scene;
  const places: Places = {
    meetingId,
    soonId,
    pastId,
    members,
    member: members[0] ?? '',
    room: `/live/${meetingId}`,
    watch: `/watch/${meetingId}`,
  };
  let voteId = '';
  const moments: readonly (readonly [Moment, Turn['happens']])[] = [
    ['before', nothing],
    ['meeting', nothing],
    ['speaker', stage('speaker')],
    ['document', showDocument],
    ['venue', stage('venue')],
    [
      'voting',
      async (company) => {
        voteId = await openVote(company, {}, 18);
      },
    ],
    ['result', (company) => publishVote(company, voteId)],
    ['opinions', statementPoll],
    ['suspended', ({ conduct }) => conduct('meetings.suspendMeeting', { reason: '茶歇十分钟，15:50 复会。' })],
    [
      'closed',
      async ({ conduct }) => {
        await conduct('meetings.resumeMeeting', {});
        await conduct('meetings.startItem', { itemId: 'i7', basedOn: 'i3' });
      },
    ],
    [
      'ended',
      async ({ conduct }) => {
        await conduct('meetings.startItem', { itemId: 'i6', basedOn: 'i7' });
        await conduct('meetings.endMeeting', {});
      },
    ],
  ];
  return moments.map(([moment, happens]) => ({
    happens,
    subjects: parts.flatMap((part) => part(places)[moment] ?? []),
  }));
}
