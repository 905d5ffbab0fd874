import type { Segment } from '#server/modules/recordings/index.ts';

/** One box of an MP4 file (ISO/IEC 14496-12, 4.2): where its content begins and where it ends. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

function* boxesOf(bytes: Buffer, from = 0, to = bytes.length): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const short = bytes.readUInt32BE(at);
    const size = short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short === 0 ? to - at : short;
    if (size < 8 || at + size > to) return;
    yield { type: bytes.toString('latin1', at + 4, at + 8), start: at + (short === 1 ? 16 : 8), end: at + size };
    at += size;
  }
}

/** Every box under a path of types, such as moov/trak. */
function* boxesAt(bytes: Buffer, path: readonly string[], from = 0, to = bytes.length): Generator<Box> {
  const [wanted, ...deeper] = path;
  for (const box of boxesOf(bytes, from, to)) {
    if (box.type !== wanted) continue;
    if (deeper.length === 0) yield box;
    else yield* boxesAt(bytes, deeper, box.start, box.end);
  }
}

/** Ticks per second of every track of an initialisation, by track id. */
export function timescalesOf(init: Buffer): ReadonlyMap<number, number> {
  const scales = new Map<number, number>();
  for (const trak of boxesAt(init, ['moov', 'trak'])) {
    const [tkhd] = boxesAt(init, ['tkhd'], trak.start, trak.end);
    const [mdhd] = boxesAt(init, ['mdia', 'mdhd'], trak.start, trak.end);
    if (!tkhd || !mdhd) continue;
    // Version 1 has 64-bit times before these fields.
    const id = init.readUInt32BE(tkhd.start + (init[tkhd.start] === 1 ? 20 : 12));
    scales.set(id, init.readUInt32BE(mdhd.start + (init[mdhd.start] === 1 ? 20 : 12)));
  }
  return scales;
}

interface Fragment {
  readonly trackId: number;
  /** Where its time stands, and in how many bytes. */
  readonly at: number;
  readonly isLong: boolean;
  readonly time: bigint;
}

function fragmentsOf(bytes: Buffer): readonly Fragment[] {
  return [...boxesAt(bytes, ['moof', 'traf'])].flatMap(({ start, end }) => {
    const [tfhd] = boxesAt(bytes, ['tfhd'], start, end);
    const [tfdt] = boxesAt(bytes, ['tfdt'], start, end);
    if (!tfhd || !tfdt) return [];
    const isLong = bytes[tfdt.start] === 1;
    const at = tfdt.start + 4;
    const time = isLong ? bytes.readBigUInt64BE(at) : BigInt(bytes.readUInt32BE(at));
    return [{ trackId: bytes.readUInt32BE(tfhd.start + 4), at, isLong, time }];
  });
}

/** Counts the fragments on, as a file has them. */
function numberFragments(bytes: Buffer, next: number): number {
  let number = next;
  for (const { start } of boxesAt(bytes, ['moof', 'mfhd'])) bytes.writeUInt32BE(number++, start + 4);
  return number;
}

/** Pieces that need no initialisation, one after the other. */
export async function* plainPieces(
  segments: readonly Segment[],
  read: (key: string) => Promise<Buffer | null>,
): AsyncGenerator<Buffer> {
  for (const { storageKey } of segments) {
    const bytes = await read(storageKey);
    if (bytes) yield bytes;
  }
}

/**
 * Pieces of a programme as one file that begins at zero and has no gaps: every piece keeps its pictures and sound as they
 * are, and only the times written in it are moved (P8). Memory holds one piece. Pieces whose file is gone are left out.
 */
export async function* joinedPieces(
  segments: readonly Segment[],
  read: (key: string) => Promise<Buffer | null>,
): AsyncGenerator<Buffer> {
  let initKey = '';
  let scales: ReadonlyMap<number, number> = new Map();
  let isBegun = false;
  let fragmentNumber = 1;
  let positionMs = 0;
  let last: Segment | null = null;
  /** By how much the times of this run of pieces are moved, in milliseconds. */
  let shiftMs: number | null = null;
  for (const segment of segments) {
    // A stretch in another form does not fit into this file.
    if (segment.initKey === '') continue;
    if (segment.initKey !== initKey) {
      const init = await read(segment.initKey);
      if (!init) continue;
      initKey = segment.initKey;
      scales = timescalesOf(init);
      // The recorder encodes everything alike, so that one initialisation serves the whole file.
      if (!isBegun) yield init;
      isBegun = true;
      shiftMs = null;
    }
    const stored = await read(segment.storageKey);
    if (!stored) continue;
    const bytes = Buffer.from(stored);
    const fragments = fragmentsOf(bytes);
    if (last === null || last.seq + 1 !== segment.seq || segment.hasDiscontinuity) shiftMs = null;
    if (shiftMs === null) {
      const starts = fragments.map(({ trackId, time }) => (Number(time) * 1000) / (scales.get(trackId) ?? 1000));
      shiftMs = positionMs - Math.min(...starts, Number.MAX_SAFE_INTEGER);
    }
    for (const { trackId, at, isLong, time } of fragments) {
      const scale = scales.get(trackId) ?? 1000;
      const moved = BigInt(Math.max(0, Math.round(Number(time) + (shiftMs * scale) / 1000)));
      if (isLong) bytes.writeBigUInt64BE(moved, at);
      else bytes.writeUInt32BE(Number(moved & 0xffffffffn), at);
    }
    fragmentNumber = numberFragments(bytes, fragmentNumber);
    positionMs += segment.durationMs;
    last = segment;
    yield bytes;
  }
}
