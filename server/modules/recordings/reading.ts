import type { MeetingId } from '#server/kernel/ids.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { Segment, SegmentAudience } from './contract.ts';
import { isWithheld, nameOf, type PlaylistOptions, playlistOf } from './playlist.ts';
import * as repo from './repo.ts';

/** Stretches of the log's time that nobody plays. */
export type Withheld = PlaylistOptions['withheld'];

interface Known {
  programmeId: string;
  revision: number;
  hasEnded: boolean;
  segments: readonly Segment[];
  /** Segments by name; of an initialisation, every segment that needs it. */
  readonly byName: Map<string, Segment[]>;
}
interface Kept<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

const playlistMs = 1_000;
/** Whoever asks for a name that is not known yet makes the list be read again, so often and no more. */
const youngestMs = 100;
const mostKept = 2_000;
const mostBytes = 64 * 2 ** 20;

/** Answers made once for everyone who asks within a second. */
class Brief<T> {
  readonly #kept = new Map<string, Kept<T>>();

  get(key: string, make: () => Promise<T>, oldestMs = playlistMs): Promise<T> {
    const now = Date.now();
    const found = this.#kept.get(key);
    if (found && found.at > now - oldestMs) return found.value;
    if (this.#kept.size > mostKept) this.#kept.clear();
    const value = make();
    this.#kept.set(key, { at: now, value });
    value.catch(() => this.#kept.delete(key));
    return value;
  }
}

/** What a node plays of recorded programmes: playlists a second old at most, and the newest segments in memory. */
export class ProgrammeReader {
  readonly #storage: Storage;
  readonly #withheld: (meetingId: MeetingId) => Promise<Withheld>;
  readonly #known = new Map<string, Known>();
  readonly #programmes = new Brief<Known | null>();
  readonly #playlists = new Brief<string | null>();
  readonly #bytes = new Map<string, Buffer>();
  #size = 0;

  constructor(storage: Storage, withheld: (meetingId: MeetingId) => Promise<Withheld>) {
    this.#storage = storage;
    this.#withheld = withheld;
  }

  /** Reads what was added since; everything anew after a removal. */
  async #refresh(meetingId: MeetingId): Promise<Known | null> {
    const head = await repo.programmeOf(meetingId);
    if (!head) return null;
    const before = this.#known.get(meetingId);
    const isSame = before?.programmeId === head.id && before.revision === head.revision;
    const old = isSame ? before.segments : [];
    const fresh = await repo.segmentsAfter(head.id, old.at(-1)?.seq ?? -1);
    const known: Known = {
      programmeId: head.id,
      revision: head.revision,
      hasEnded: head.endedAt !== null,
      segments: fresh.length > 0 ? [...old, ...fresh] : old,
      byName: isSame ? before.byName : new Map(),
    };
    for (const segment of fresh)
      for (const name of [segment.name, nameOf(segment.initKey)].filter(Boolean))
        known.byName.set(name, [...(known.byName.get(name) ?? []), segment]);
    if (this.#known.size > mostKept) this.#known.clear();
    this.#known.set(meetingId, known);
    return known;
  }

  #programme(meetingId: MeetingId, oldestMs?: number): Promise<Known | null> {
    return this.#programmes.get(meetingId, () => this.#refresh(meetingId), oldestMs);
  }

  /** The playlist as text; null when there is nothing to play (G5, G7). */
  playlist(meetingId: MeetingId, kind: PlaylistOptions['kind'], audience: SegmentAudience): Promise<string | null> {
    return this.#playlists.get(`${meetingId} ${kind} ${audience}`, async () => {
      const [programme, withheld] = await Promise.all([this.#programme(meetingId), this.#withheld(meetingId)]);
      return programme && playlistOf(programme.segments, { audience, kind, hasEnded: programme.hasEnded, withheld });
    });
  }

  /** A segment or initialisation by the last part of its address; null when this audience gets none under that name. */
  async file(meetingId: MeetingId, name: string, audience: SegmentAudience): Promise<Buffer | null> {
    const withheld = await this.#withheld(meetingId);
    const may = (segment: Segment): boolean =>
      (audience === 'room' || segment.audience === 'public') && !isWithheld(segment, withheld);
    let found = (await this.#programme(meetingId))?.byName.get(name);
    // Another node's playlist may name it already.
    found ??= (await this.#programme(meetingId, youngestMs))?.byName.get(name);
    const segment = found?.find(may);
    return segment ? this.#read(segment.name === name ? segment.storageKey : segment.initKey) : null;
  }

  async #read(key: string): Promise<Buffer | null> {
    const kept = this.#bytes.get(key);
    if (kept) return kept;
    const bytes = await this.#storage.get(key);
    if (!bytes) return null;
    this.#bytes.set(key, bytes);
    this.#size += bytes.length;
    for (const [oldest, { length }] of this.#bytes) {
      if (this.#size <= mostBytes) break;
      this.#bytes.delete(oldest);
      this.#size -= length;
    }
    return bytes;
  }
}
