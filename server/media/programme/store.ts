import type { Segment, SegmentAudience, SpeakerAudio } from '#server/modules/recordings/contract.ts';
import type { Storage } from '#server/platform/storage.ts';

/** The rows of recordings, as the recorder writes them. */
export interface Rows {
  readonly lastSeq: (programmeId: string) => Promise<number>;
  readonly segmentsAfter: (programmeId: string, seq: number) => Promise<readonly Segment[]>;
  readonly addSegment: (segment: Segment) => Promise<void>;
  readonly removeSegments: (programmeId: string, seqs: readonly number[]) => Promise<void>;
  readonly addVoice: (voice: SpeakerAudio) => Promise<void>;
}

export interface StoreEnvironment {
  readonly storage: Storage;
  readonly rows: Rows;
  readonly meetingId: string;
  readonly programmeId: string;
  readonly onStored: (segment: Segment) => void;
  /** Another recorder writes this programme, or nothing can be written for too long: the process must end. */
  readonly onFatal: (error: unknown) => void;
}

/** A finished piece, not yet numbered. */
export type Piece = Pick<Segment, 'name' | 'startsAt' | 'durationMs' | 'initKey' | 'hasDiscontinuity' | 'audience'> & {
  readonly bytes: Buffer;
};

const retryMs = 1_000;
/** Two minutes of programme may wait for a database or a disk that is away. */
const mostTries = 120;
/** Longer than any word of a closed item can take to get here. */
const recentSegments = 30;

/** Writes files and rows one after the other, the row last (G4). */
export class Store {
  readonly #env: StoreEnvironment;
  #queue: Promise<void> = Promise.resolve();
  #seq = -1;
  #recent: readonly Segment[] = [];

  constructor(env: StoreEnvironment) {
    this.#env = env;
  }

  /** Where the programme stands; must be known before the first piece. */
  async begin(): Promise<void> {
    const { rows, programmeId } = this.#env;
    this.#seq = await rows.lastSeq(programmeId);
    this.#recent = await rows.segmentsAfter(programmeId, this.#seq - recentSegments);
  }

  keyOf(name: string): string {
    return `recordings/${this.#env.meetingId}/${this.#env.programmeId}/${name}`;
  }

  #then(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(() => this.#insistently(task));
  }

  async #insistently(task: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await task();
      } catch (error) {
        const isTaken = (error as { code?: unknown }).code === 'P2002';
        if (isTaken || attempt >= mostTries) return this.#env.onFatal(error);
        await new Promise((resume) => setTimeout(resume, retryMs));
      }
    }
  }

  file(name: string, bytes: Buffer, contentType = 'video/mp4'): void {
    this.#then(() => this.#env.storage.put(this.keyOf(name), bytes, contentType));
  }

  segment({ bytes, ...piece }: Piece): void {
    this.#then(async () => {
      await this.#env.storage.put(this.keyOf(piece.name), bytes, 'video/mp4');
      await this.#row(piece, bytes.length);
    });
  }

  /** A segment whose file somebody else has stored under its key. */
  found(piece: Omit<Piece, 'bytes'>, sizeBytes: number): void {
    this.#then(() => this.#row(piece, sizeBytes));
  }

  async #row(piece: Omit<Piece, 'bytes'>, sizeBytes: number): Promise<void> {
    const { programmeId } = this.#env;
    const segment = { ...piece, programmeId, storageKey: this.keyOf(piece.name), seq: this.#seq + 1, sizeBytes };
    await this.#env.rows.addSegment(segment);
    this.#seq = segment.seq;
    this.#recent = [...this.#recent, segment].slice(-recentSegments);
    this.#env.onStored(segment);
  }

  voice(voice: Omit<SpeakerAudio, 'storageKey' | 'sizeBytes' | 'meetingId'>, bytes: Buffer): void {
    const storageKey = this.keyOf(`voice-${voice.id}.m4a`);
    this.#then(async () => {
      await this.#env.storage.put(storageKey, bytes, 'audio/mp4');
      await this.#env.rows.addVoice({ ...voice, meetingId: this.#env.meetingId, storageKey, sizeBytes: bytes.length });
    });
  }

  /** Takes back what was stored of time from `since` on that only `audience` may play; nobody when it is null (G2, G3). */
  narrow(since: number, audience: SegmentAudience | null): void {
    if (audience === 'public') return;
    this.#then(async () => {
      const gone = this.#recent.filter(
        (one) => one.startsAt + one.durationMs > since && (audience === null || one.audience === 'public'),
      );
      if (gone.length === 0) return;
      await this.#env.rows.removeSegments(
        this.#env.programmeId,
        gone.map(({ seq }) => seq),
      );
      for (const { storageKey } of gone) await this.#env.storage.remove(storageKey);
      this.#recent = this.#recent.filter((one) => !gone.includes(one));
    });
  }

  /** Resolves once everything that was handed over is stored. */
  settled(): Promise<void> {
    return this.#queue;
  }
}
