import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { eraseRecordings, segmentsOf, speakerAudioOf } from '#server/modules/recordings/index.ts';
import type { ReplaysState } from '#server/modules/replays/index.ts';
import type { Storage } from '#server/platform/storage.ts';
import { periodsNow } from './commands.ts';
import * as repo from './repo.ts';

export interface RetentionEnvironment {
  readonly storage: Storage;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly submit: SubmitCommand;
  /** Event types that hold somebody's words. */
  readonly personalTypes: readonly string[];
}

const dayMs = 86_400_000;
const wordsAtOnce = 200;
const system: Actor = { kind: 'system', service: 'retention' };

/** Erases what is due; it may be stopped anywhere, by whatever, and goes on with the next call (W2, W3). */
export class RetentionClerk {
  readonly #env: RetentionEnvironment;

  constructor(env: RetentionEnvironment) {
    this.#env = env;
  }

  async eraseDue(now: number): Promise<void> {
    const periods = await periodsNow();
    for (const id of await repo.dueMeetings('recordings', now - periods.recordingDays * dayMs))
      await this.#unlessHeld(id, () => this.#eraseRecordings(id, now));
    for (const id of await repo.dueMeetings('words', now - periods.wordDays * dayMs))
      await this.#unlessHeld(id, () => this.#eraseWords(id as MeetingId, now));
    await this.#trim(now - periods.auditDays * dayMs, now);
  }

  async #unlessHeld(meetingId: string, erase: () => Promise<void>): Promise<void> {
    const state = await this.#env.stateOf(meetingId as MeetingId);
    if ((state?.['replays'] as ReplaysState | undefined)?.heldFor != null) return;
    await erase();
  }

  async #eraseRecordings(meetingId: string, now: number): Promise<void> {
    const [segments, voices] = [await segmentsOf(meetingId), await speakerAudioOf(meetingId)];
    const detail = { segments: segments.length, voices: voices.length };
    // Told before the rows go, under the same key after every stop: neither forgotten nor told twice.
    const key = `up to ${segments.at(-1)?.startsAt ?? 0}`;
    await eraseRecordings(meetingId, this.#env.storage, () =>
      this.#tell(meetingId, 'erasedRecordings', detail, now, key),
    );
    await repo.rememberErased(meetingId, 'recordings');
  }

  async #eraseWords(meetingId: MeetingId, now: number): Promise<void> {
    let erased = 0;
    for (;;) {
      const seqs = await repo.seqsWithWords(meetingId, this.#env.personalTypes, wordsAtOnce);
      if (seqs.length === 0) break;
      const input = { seqs, reason: 'retention' };
      const ack = await this.#env.submit(meetingId, uuidV7(), 'log.redactEvents', input, system);
      if (!ack.ok) throw new Error(`words of ${meetingId} were not erased: ${ack.error.code}`);
      erased += seqs.length;
    }
    await this.#tell(meetingId, 'erasedWords', { events: erased }, now);
    await repo.rememberErased(meetingId, 'words');
  }

  async #trim(before: number, now: number): Promise<void> {
    const lines = await repo.trimAudit(before);
    if (lines > 0) await this.#tell(null, 'trailTrimmed', { lines }, now);
  }

  async #tell(
    meetingId: string | null,
    action: string,
    detail: Record<string, number>,
    at: number,
    once: string = uuidV7(at),
  ): Promise<void> {
    // What found nothing to erase did nothing worth telling.
    if (Object.values(detail).every((count) => count === 0)) return;
    const key = `${action} ${meetingId ?? ''} ${once}`;
    await repo.appendAudit({ at, actor: 'system:retention', action, meetingId, detail, key });
  }
}
