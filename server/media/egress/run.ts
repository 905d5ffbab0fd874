import { randomBytes } from 'node:crypto';
import type { SegmentAudience } from '#server/modules/recordings/contract.ts';
import type { LivekitEgress } from '#server/platform/livekit-egress.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { Store } from '../programme/store.ts';
import { type EgressPiece, isWithin, piecesAfter, readEgressPlaylist } from './playlist.ts';

export interface EgressRunEnvironment {
  readonly egress: LivekitEgress;
  readonly storage: Storage;
  readonly store: Store;
}

const sizeOf = async (storage: Storage, key: string): Promise<number | null> => {
  const found = await storage.read(key, { start: 0, end: 0 });
  found?.stream.destroy();
  return found?.sizeBytes ?? null;
};

/** One egress from its start to its last segment: a stretch of programme for one audience (decision 112). */
export class EgressRun {
  readonly egressId: string;
  readonly audience: SegmentAudience;
  readonly #env: EgressRunEnvironment;
  readonly #prefix: string;
  /** Its last segment that was looked at, with a row or without. */
  #last = -1;
  #rows = 0;
  /** Names that got a row; all other files go when the run is over. */
  readonly #named = new Set<string>();
  /** The instant at which its audience ended; Infinity as long as it has not. */
  until = Number.POSITIVE_INFINITY;

  private constructor(env: EgressRunEnvironment, audience: SegmentAudience, prefix: string, egressId: string) {
    this.#env = env;
    this.audience = audience;
    this.#prefix = prefix;
    this.egressId = egressId;
  }

  static async start(
    env: EgressRunEnvironment,
    audience: SegmentAudience,
    order: { readonly room: string; readonly page: string },
  ): Promise<EgressRun> {
    const prefix = randomBytes(6).toString('hex');
    const { egressId } = await env.egress.start({
      ...order,
      prefix: env.store.keyOf(prefix),
      playlist: env.store.keyOf(`${prefix}.m3u8`),
      livePlaylist: env.store.keyOf(`${prefix}-live.m3u8`),
    });
    return new EgressRun(env, audience, prefix, egressId);
  }

  async #read(name: string): Promise<readonly EgressPiece[]> {
    const text = await this.#env.storage.get(this.#env.store.keyOf(name));
    return text ? readEgressPlaylist(text.toString('utf8'), this.#prefix) : [];
  }

  /** Gives rows to segments that were stored since (G4); of an egress that is over, to all that are left. */
  async collect(isOver: boolean): Promise<void> {
    const fresh = isOver ? null : piecesAfter(await this.#read(`${this.#prefix}-live.m3u8`), this.#last);
    for (const piece of fresh ?? (await this.#read(`${this.#prefix}.m3u8`))) {
      if (piece.index <= this.#last) continue;
      const sizeBytes = await sizeOf(this.#env.storage, this.#env.store.keyOf(piece.name));
      // Its playlist was faster than its file.
      if (sizeBytes === null && !isOver) return;
      this.#last = piece.index;
      if (sizeBytes !== null && isWithin(piece, this.until)) this.#add(piece, sizeBytes);
    }
  }

  #add({ name, startsAt, durationMs }: EgressPiece, sizeBytes: number): void {
    const { audience } = this;
    const isFirst = this.#rows++ === 0;
    this.#named.add(name);
    this.#env.store.found({ name, startsAt, durationMs, initKey: '', hasDiscontinuity: isFirst, audience }, sizeBytes);
  }

  /** Removes what got no row: playlists, and segments that reach beyond the run's end (G2). */
  async tidy(): Promise<void> {
    const { storage, store } = this.#env;
    await store.settled();
    const folder = store.keyOf('').replace(/\/$/, '');
    const keys = await storage.list(`${folder}/`);
    for (const key of keys) {
      const name = key.slice(folder.length + 1);
      if (name.startsWith(this.#prefix) && !this.#named.has(name)) await storage.remove(key);
    }
  }
}
