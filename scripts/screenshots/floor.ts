import type { Actor } from '#server/kernel/actor.ts';
import type { LiveService } from '#server/live-service.ts';
import type { SpeakingState } from '#server/modules/speaking/domain.ts';

const minuteMs = 60_000;

/** Members of the live meeting by their place in the list of user names, and the department's guest. */
export const floorPeople = {
  shen: 16,
  lin: 27,
  gu: 12,
  meng: 7,
  xu: 4,
  song: 2,
} as const;

/** One step of the hour: in minutes after the start. */
export interface Act {
  readonly at: number;
  readonly act: () => Promise<unknown>;
}

interface Stage {
  readonly service: LiveService;
  readonly meetingId: Parameters<LiveService['stateOf']>[0];
  /** Sends a command as chair. */
  readonly conduct: (type: string, input: unknown) => Promise<unknown>;
  readonly members: readonly Actor[];
  readonly guest: Actor;
}

const idOf = (actor: Actor | undefined): string => (actor?.kind === 'user' ? actor.userId : '');

/** Five have spoken on the third item, one speaks from home, six wait for six different reasons. */
export function floorActs({ service, meetingId, conduct, members, guest }: Stage): readonly Act[] {
  const speaking = async (): Promise<SpeakingState> =>
    (await service.stateOf(meetingId))?.['speaking'] as SpeakingState;
  const call = async (who: Actor | undefined, more: object = {}): Promise<void> => {
    const { floorVersion: floor } = await speaking();
    await conduct('speaking.callSpeaker', {
      userId: idOf(who),
      kind: 'speech',
      source: 'venue',
      checkIn: true,
      floor,
      ...more,
    });
  };
  const end = async (): Promise<void> => {
    const { mainTurnId: turnId, floorVersion: floor } = await speaking();
    await conduct('speaking.endTurn', { turnId, floor });
  };
  const wait = (who: Actor | undefined, kind: string, source: string, more: object = {}): Promise<unknown> =>
    conduct('speaking.addEntry', { userId: idOf(who), kind, source, checkIn: true, ...more });
  const lastSpeech = async (): Promise<string | undefined> =>
    (await speaking()).turns.findLast(({ kind }) => kind === 'speech')?.turnId;
  const person = (place: keyof typeof floorPeople): Actor | undefined => members[floorPeople[place]];

  /** From when, for how many minutes, and who. */
  const spoken: readonly (readonly [number, number, Actor | undefined])[] = [
    [30.9, 6 + 5 / 60, members[14]],
    [37, 4 + 28 / 60, members[17]],
    [41.5, 4 + 20 / 60, members[8]],
    [46, 3 + 20 / 60, person('xu')],
  ];
  const shenBegan = 53.483;
  return [
    {
      at: -15,
      act: async () =>
        conduct('speaking.setSettings', {
          strategy: 'leastSpoken',
          limits: {
            interposedQuestion: minuteMs,
            reply: 3 * minuteMs,
            pointOfOrder: 2 * minuteMs,
            speech: 6 * minuteMs,
          },
          basedOn: (await speaking()).settingsVersion,
        }),
    },
    ...spoken.flatMap(([at, minutes, who]) => [
      { at, act: () => call(who) },
      { at: at + minutes, act: end },
    ]),
    {
      at: 49.4,
      act: async () => call(guest, { kind: 'reply', answersTurnId: await lastSpeech(), limitMs: 4 * minuteMs }),
    },
    { at: 49.4 + 3 + 53 / 60, act: end },
    { at: shenBegan, act: () => call(person('shen'), { source: 'online' }) },
    { at: 42.23, act: () => wait(person('meng'), 'speech', 'online') },
    { at: 44.65, act: () => wait(person('gu'), 'speech', 'venue') },
    { at: 48.2, act: () => wait(person('lin'), 'speech', 'online') },
    { at: 49.85, act: () => wait(person('xu'), 'speech', 'venue') },
    {
      at: 55.52,
      act: async () => wait(guest, 'reply', 'venue', { answersTurnId: await lastSpeech() }),
    },
    { at: 56.35, act: () => wait(person('song'), 'interposedQuestion', 'online') },
    {
      at: 57,
      act: async () => {
        const entry = (await speaking()).entries.find(({ speaker }) => speaker.userId === idOf(person('meng')));
        await conduct('speaking.placeEntry', { entryId: entry?.entryId, basedOn: entry?.version, place: 2 });
      },
    },
    // The clock stands until the pictures are taken (keepTime).
    {
      at: 58.68,
      act: async () => {
        const { mainTurnId: turnId, floorVersion: floor } = await speaking();
        await conduct('speaking.pauseTurn', { turnId, floor });
      },
    },
  ];
}
