import type { Actor } from '#server/kernel/actor.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { LiveService } from '#server/live-service.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';

/** What is said on one item: who by place on the list, as what, for how long. */
interface Said {
  readonly by: number;
  readonly kind: 'speech' | 'reply' | 'interposedQuestion';
  readonly minutes: number;
}
interface ItemStory {
  readonly turns: readonly Said[];
  /** Members' talk, with the minute of the item it came in. */
  readonly talk: readonly (readonly [minute: number, by: number, text: string])[];
  readonly questions: readonly (readonly [minute: number, name: string, text: string])[];
}

/** The afternoon that has been held, item by item; invented, like everybody in it. */
const story: Readonly<Record<string, ItemStory>> = {
  i1: {
    turns: [{ by: 0, kind: 'speech', minutes: 9 }],
    talk: [
      [5, 2, '现场走下来，桥下这一段确实过不去。'],
      [7, 4, '照片已放进材料，第 6 页。'],
    ],
    questions: [],
  },
  i2: {
    turns: [
      { by: 1, kind: 'speech', minutes: 7 },
      { by: 3, kind: 'speech', minutes: 6 },
      { by: 5, kind: 'interposedQuestion', minutes: 1 },
      { by: 6, kind: 'speech', minutes: 8 },
      { by: 7, kind: 'speech', minutes: 5 },
      { by: 2, kind: 'speech', minutes: 7 },
      { by: 8, kind: 'speech', minutes: 6 },
    ],
    talk: [
      [4, 6, '三处断点里，码头这处产权最复杂。'],
      [9, 3, '能不能先做临时栈道？'],
      [10, 8, '临时栈道要过防洪评价，时间未必短。'],
      [12, 1, '建议把两份测算放在一起比。'],
      [21, 9, '夜间照明要一起考虑。'],
      [33, 4, '同意先易后难。'],
      [34, 6, '学校那一段可以错时开放。'],
      [35, 2, '附议。'],
    ],
    questions: [
      [14, '沿河住户', '步道贯通以后，晚上会不会吵到一楼？'],
      [36, '骑行的人', '步道会给自行车留位置吗？'],
    ],
  },
  i4: { turns: [], talk: [], questions: [] },
  i3: {
    turns: [
      { by: 10, kind: 'speech', minutes: 5 },
      { by: 0, kind: 'speech', minutes: 4 },
    ],
    talk: [[4, 7, '请把时间表也写进小结。']],
    questions: [[6, '沿河住户', '哪一段先开工？']],
  },
};

const minuteMs = 60_000;
const pauseMs = 20_000;

export interface Held {
  readonly service: LiveService;
  readonly meetingId: MeetingId;
  readonly chair: Actor;
  readonly members: readonly Actor[];
  readonly setTime: (at: number) => void;
}

/** Lets an item happen from `startAt` on, everything in the order of time. */
export async function holdItem({ service, meetingId, chair, members, setTime }: Held, itemId: string, startAt: number) {
  const told = story[itemId];
  if (!told) return;
  const { submit } = service.meetingEnvironment();
  const send = async (type: string, input: object, actor: Actor): Promise<Record<string, string>> => {
    const ack = await submit(meetingId, crypto.randomUUID(), type, input, actor);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
    return (ack.output ?? {}) as Record<string, string>;
  };
  const speaking = async () => (await service.stateOf(meetingId))?.['speaking'] as SpeakingState;
  const acts: { readonly at: number; readonly run: () => Promise<unknown> }[] = [];
  let at = startAt + pauseMs;
  for (const { by, kind, minutes } of told.turns) {
    const speaker = members[by];
    if (speaker?.kind !== 'user') continue;
    const source = by % 3 === 0 ? 'venue' : 'online';
    const isQuestion = kind === 'interposedQuestion';
    // A question comes inside the turn before it, a minute before its end.
    const from = isQuestion ? at - pauseMs - (minutes + 1) * minuteMs : at;
    acts.push({
      at: from,
      run: async () => {
        const { floorVersion: floor } = await speaking();
        const call = { userId: speaker.userId, kind, source, floor, checkIn: true };
        await send('speaking.callSpeaker', call, chair);
      },
    });
    acts.push({
      at: from + minutes * minuteMs,
      run: async () => {
        const { mainTurnId, innerTurnId } = await speaking();
        const turnId = isQuestion ? innerTurnId : mainTurnId;
        if (turnId) await send('speaking.endTurn', { turnId }, chair);
      },
    });
    if (!isQuestion) at += minutes * minuteMs + pauseMs;
  }
  for (const [minute, by, text] of told.talk) {
    const author = members[by];
    if (author)
      acts.push({
        at: startAt + minute * minuteMs,
        run: () => send('chat.postMessage', { text, replyTo: null }, author),
      });
  }
  for (const [minute, name, text] of told.questions) {
    const visitor: Actor = { kind: 'visitor', visitorId: crypto.randomUUID(), phoneVerified: true, name };
    acts.push({
      at: startAt + minute * minuteMs,
      run: async () => {
        const { messageId } = await send('chat.submitQuestion', { text }, visitor);
        await send('chat.publishMessage', { messageId }, chair);
      },
    });
  }
  for (const act of acts.toSorted((one, other) => one.at - other.at)) {
    setTime(act.at);
    await act.run();
  }
}
