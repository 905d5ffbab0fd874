import { setTimeout as sleep } from 'node:timers/promises';
import type { RecorderState } from '#server/modules/recordings/contract.ts';
import { technicianName } from '#tests/support/consultation.ts';
import { type RecordedMeeting, startRecordedMeeting, until } from '#tests/support/recorded-meeting.ts';
import type { Bench, BenchRow } from './bench.ts';
import { FarPublisher } from './publishing.ts';
import { cpuUs } from './servers.ts';

const speakerName = 'w011';
const camera = { width: 1280, height: 720, grain: 40, hz: 300, hasSignal: false } as const;

async function stateOf(house: RecordedMeeting): Promise<RecorderState | null> {
  const [row] = await house.rows<{ state: RecorderState | null }>('select state from recording_lease');
  return row?.state ?? null;
}

async function recordedMs(house: RecordedMeeting): Promise<number> {
  const [row] = await house.rows<{ ms: string }>('select coalesce(sum(duration_ms), 0) as ms from recording_segment');
  return Number(row?.ms ?? 0);
}

/** One programme: a speaker's camera in full with the hall beside it, both 1280 × 720, and two voices. */
export const bench: Bench = {
  name: 'recorder',
  title: 'the recorder of one 720p programme: processor time and whether it keeps up',
  async run({ isQuick, rounds, say }) {
    const house = await startRecordedMeeting('录制的代价');
    const publishers = [new FarPublisher(), new FarPublisher()];
    try {
      const [hall, speaker] = publishers as [FarPublisher, FarPublisher];
      await hall.join(await house.ticketOf(technicianName), { ...camera, colour: [110, 120, 130] });
      await house.ticketOf(speakerName);
      await house.callSpeaker(speakerName, 'online');
      await speaker.join(await house.ticketOf(speakerName), { ...camera, colour: [120, 130, 120] });
      await until(
        'the recording',
        async () => (await stateOf(house))?.videoTracks === 2 && (await recordedMs(house)) > 6_000,
      );
      const pid = await until('the recorder', () => house.recorderPid());
      const samples: { cores: number; factor: number; fps: number }[] = [];
      for (let round = 0; round < rounds; round++) {
        const [cpu, began, before] = [cpuUs(pid), performance.now(), await recordedMs(house)];
        await sleep(isQuick ? 8_000 : 30_000);
        const wallMs = performance.now() - began;
        // Segments come two seconds at a time: the factor is right to one of them.
        const factor = ((await recordedMs(house)) - before) / wallMs;
        const state = await stateOf(house);
        if (!state || state.restarts > 0) throw new Error('the recorder was started again while it was measured');
        samples.push({ cores: (cpuUs(pid) - cpu) / 1000 / wallMs, factor, fps: state.fps });
        say(
          `${((cpuUs(pid) - cpu) / 1000 / wallMs).toFixed(3)} cores, ${factor.toFixed(2)}× real time, ${state.fps} fps, ${state.droppedFrames} dropped`,
        );
      }
      const row = (
        measure: string,
        unit: string,
        product: readonly number[],
        atMost: number | null,
        note?: string,
      ): BenchRow => ({
        measure,
        unit,
        product,
        rival: null,
        aim: atMost === null ? null : { of: 'value', atMost },
        ...(note && { note }),
      });
      return [
        row(
          'recorder of one 720p programme: processor time',
          'cores',
          samples.map(({ cores }) => cores),
          0.5,
          'receiving and decoding two cameras included; publishers and media server in other processes',
        ),
        row(
          'recorder: recorded over elapsed time',
          '×',
          samples.map(({ factor }) => factor),
          null,
          'right to one segment of two seconds',
        ),
        row(
          'recorder: frames a second',
          'fps',
          samples.map(({ fps }) => fps),
          null,
        ),
      ];
    } finally {
      for (const publisher of publishers) await publisher.leave();
      await house.close();
    }
  },
};
