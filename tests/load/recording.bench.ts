import { setTimeout as sleep } from 'node:timers/promises';
import { chairName, technicianName } from '#tests/support/consultation.ts';
import { beginnings, type Listed, type Played, play, readPlaylist, toneOf, tonesIn } from '#tests/support/played.ts';
import { killHard, type RecordedMeeting, startRecordedMeeting, until } from '#tests/support/recorded-meeting.ts';
import { beepHz, type Colour } from '#tests/support/signal-publisher.ts';
import type { Bench, BenchRow } from './bench.ts';
import { FarPublisher } from './publishing.ts';

const speakers = ['w011', 'w047', 'w102'] as const;
const hallColour: Colour = [100, 60, 60];
const secretColour: Colour = [120, 180, 200];
const [hallHz, secretHz] = [440, 2_500];
const camera = { width: 1280, height: 720, grain: 20 } as const;
/** In milliseconds: apart by more than this is out of step. */
const mostApart = 500;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

interface Course {
  readonly killedAt: number;
  readonly closed: Stretch;
  /** While somebody comes or goes their picture is there before their sound, or after it. */
  readonly changes: readonly Stretch[];
}

/** What the media server and the recorder take to pass on a track that was published. */
const arrivalMs = 1_500;

/** Three speakers in turn, a closed item, a killed recorder, a hall that drops out; `minutes` long. */
async function hold(house: RecordedMeeting, minutes: number, say: (text: string) => void): Promise<Course> {
  const part = (share: number): Promise<void> => sleep(minutes * 60_000 * share);
  let hall = new FarPublisher();
  const people = speakers.map(() => new FarPublisher());
  const changes: Stretch[] = [];
  const joinHall = async (): Promise<void> =>
    hall.join(await house.ticketOf(technicianName), { ...camera, colour: hallColour, hz: hallHz, hasSignal: false });
  const speak = async (index: number): Promise<void> => {
    const [name, person] = [speakers[index] ?? '', people[index]];
    // Whoever spoke before goes home: four cameras at once would measure this machine's encoders, not the recorder.
    await people[index - 1]?.leave();
    await house.ticketOf(name);
    const from = Date.now();
    await house.callSpeaker(name, 'online');
    const colour: Colour = [60, 200, 100 + index * 10];
    await person?.join(await house.ticketOf(name), { ...camera, colour, hz: 0, hasSignal: true });
    changes.push({ from, to: Date.now() + arrivalMs });
    say(`${name} speaks`);
  };
  const atOf = async (type: string, mark: string): Promise<number> => {
    const rows = await house.rows<{ at: string; payload: string }>(
      'select at, payload from log_event where type = $1',
      [type],
    );
    return Number(rows.find(({ payload }) => payload.includes(mark))?.at ?? 0);
  };
  try {
    await joinHall();
    await speak(0);
    await part(0.25);
    await house.command(chairName, 'meetings.startItem', { itemId: 'i2', basedOn: 'i1' });
    await hall.show(secretColour, secretHz);
    say('a closed item');
    await part(0.1);
    await hall.show(hallColour, hallHz);
    await sleep(1_000);
    await house.command(chairName, 'meetings.startItem', { itemId: 'i3', basedOn: 'i2' });
    await speak(1);
    await part(0.2);
    const killedAt = Date.now();
    killHard(await until('the recorder', () => house.recorderPid()));
    say('the recorder is killed');
    await part(0.15);
    await hall.vanish();
    say('the hall drops out');
    await speak(2);
    await part(0.1);
    hall = new FarPublisher();
    await joinHall();
    await part(0.2);
    await house.command(chairName, 'meetings.endMeeting', {});
    const closed = { from: await atOf('meetings.itemStarted', '"i2"'), to: await atOf('meetings.itemStarted', '"i3"') };
    return { killedAt, closed, changes };
  } finally {
    for (const one of [hall, ...people]) await one.leave();
  }
}

/** Each flash and how far it is from its beep. */
function apart(stretch: Played, changes: readonly Stretch[]): readonly { readonly at: number; readonly ms: number }[] {
  const flashes = beginnings(stretch.pictures.map(({ at, frame }) => ({ at, is: frame.at(0.5, 0.45)[0] > 190 })));
  const beeps = tonesIn(stretch, beepHz);
  const end = stretch.startsAt + stretch.durationMs;
  // One at the very end may be cut off before its other half.
  return flashes
    .filter((at) => at > stretch.startsAt + 1_000 && at < end - 1_000)
    .filter((at) => !changes.some(({ from, to }) => at >= from && at < to))
    .map((at) => ({ at, ms: Math.min(...beeps.map((beep) => Math.abs(beep - at))) }));
}

function refuse(isWrong: boolean, what: string): void {
  if (isWrong) throw new Error(what);
}

function check(stretches: readonly Played[], listed: readonly Listed[], { closed, killedAt, changes }: Course) {
  refuse(stretches.length !== 3, `${stretches.length} stretches instead of three`);
  for (const { pictures, sound, durationMs, startsAt } of stretches) {
    refuse(Math.abs(sound.length / 48 - durationMs) > mostApart, 'the sound is not as long as the picture');
    refuse(Math.abs((pictures.at(-1)?.at ?? 0) + 40 - startsAt - durationMs) > mostApart, 'the picture ends early');
    for (const { frame } of pictures) {
      const colours = [frame.at(0.25, 0.5), frame.at(0.86, 0.15), frame.at(0.5, 0.5)];
      const isSecret = colours.some((seen) =>
        secretColour.slice(1).every((value, at) => Math.abs(value - (seen[at + 1] ?? 0)) < 24),
      );
      refuse(isSecret, 'the closed item is seen');
    }
    for (let from = 0; from + 4_800 <= sound.length; from += 4_800)
      refuse(toneOf(sound.subarray(from, from + 4_800), secretHz) > 0.02, 'the closed item is heard');
  }
  for (const { startsAt, durationMs } of listed)
    refuse(startsAt + durationMs > closed.from + 80 && startsAt < closed.to, 'a segment reaches into the closed item');
  const flashes = stretches.flatMap((stretch) => apart(stretch, changes));
  refuse(flashes.length < 5, 'too few flashes were recorded');
  const apartMs = Math.max(...flashes.map(({ ms }) => ms));
  const began = stretches[0]?.startsAt ?? 0;
  const wrong = flashes.filter(({ ms }) => ms > mostApart).map(({ at, ms }) => `${ms} ms at ${(at - began) / 1000} s`);
  refuse(wrong.length > 0, `picture and sound are apart in ${wrong.length} of ${flashes.length}: ${wrong.join(', ')}`);
  const [, second, third] = stretches as [Played, Played, Played];
  return {
    apartMs,
    lostMs: killedAt - second.startsAt - second.durationMs,
    awayMs: third.startsAt - killedAt,
    frames:
      stretches.reduce((sum, { pictures }) => sum + pictures.length, 0) /
      (stretches.reduce((sum, { durationMs }) => sum + durationMs, 0) / 40),
  };
}

export const bench: Bench = {
  name: 'recording',
  title: 'a recorded meeting played back: three speakers, a closed item, a killed recorder, a hall that drops out',
  async run({ isQuick, say }) {
    const minutes = Number(process.env['RECORDING_MINUTES'] ?? (isQuick ? 0.75 : 10));
    const house = await startRecordedMeeting('一次完整的录制');
    try {
      const course = await hold(house, minutes, say);
      const base = `/hls/${house.meeting.meetingId}`;
      const text = await until('the end', async () => {
        const list = await (await house.get(`${base}/replay.m3u8`)).text();
        return list.includes('#EXT-X-ENDLIST') && list;
      });
      const listed = readPlaylist(text);
      say(`${listed.length} segments are decoded`);
      const load = async (name: string): Promise<Buffer> =>
        Buffer.from(await (await house.get(`${base}/${name}`)).arrayBuffer());
      const found = check(await play(listed, load), listed, course);
      const row = (measure: string, unit: string, value: number, atMost: number | null, note?: string): BenchRow => ({
        measure,
        unit,
        product: [Math.round(value * 1000) / 1000],
        rival: null,
        aim: atMost === null ? null : { of: 'value', atMost },
        ...(note && { note }),
      });
      return [
        row(
          `recording of ${minutes} minutes: picture and sound apart at most`,
          'ms',
          found.apartMs,
          mostApart,
          'flash and beep of every turn, read from the decoded file',
        ),
        row('recording: lost of what was composed before the kill', 'ms', found.lostMs, 2_500),
        row('recording: kill to the first new frame', 'ms', found.awayMs, null),
        row('recording: share of frames that are there', '', found.frames, null),
      ];
    } finally {
      await house.close();
    }
  },
};
