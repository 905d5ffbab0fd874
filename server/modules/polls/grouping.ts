import { kmeans } from 'ml-kmeans';
import { PCA } from 'ml-pca';
import type { OpinionGroup, OpinionGroups, StatementAnswer, StatementCounts } from './contract.ts';
import { countAnswers } from './tally.ts';

type Answers = Readonly<Record<string, StatementAnswer>>;
type Point = [number, number];

export interface GroupingTask {
  /** The same task gives the same picture every time. */
  readonly seed: string;
  readonly optionIds: readonly string[];
  readonly answers: readonly Answers[];
}

/** Below that groups of people are anecdotes. */
const leastVoters = 8;
/** Whoever answered less says too little of where they stand; all statements where there are fewer. */
const leastAnswers = 5;
const mostGroups = 5;
const leastOfGroup = 3;
/** Trials of chance; what was found must beat every one of them, so chance is taken for groups in about 5 polls of 100. */
const trials = 19;
const mostCompared = 1_000;
const mostPoints = 400;
const value: Readonly<Record<StatementAnswer, number>> = { agree: 1, disagree: -1, pass: 0 };

/** Repeatable random numbers from 0 to 1 (mulberry32). */
function randomOf(seed: string): () => number {
  let state = Array.from(seed).reduce(
    (sum, char) => Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261,
  );
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function shuffle<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

/** One row per voter, one column per statement; who said nothing to a statement stands where everybody's mean is. */
function matrixOf(optionIds: readonly string[], answers: readonly Answers[]): number[][] {
  const means = optionIds.map((id) => {
    const given = answers.flatMap((one) => (one[id] === undefined ? [] : [value[one[id]]]));
    return given.length === 0 ? 0 : given.reduce((sum, one) => sum + one, 0) / given.length;
  });
  return answers.map((one) =>
    optionIds.map((id, column) => (one[id] === undefined ? (means[column] ?? 0) : value[one[id]])),
  );
}

const hasVariance = (rows: readonly (readonly number[])[]): number =>
  (rows[0] ?? []).filter((first, column) => rows.some((row) => row[column] !== first)).length;

const model = (rows: number[][]): PCA => new PCA(rows, { method: 'covarianceMatrix' });

/** Variance along the two directions in which people differ most. */
const spread = (pca: PCA): number =>
  pca
    .getEigenvalues()
    .slice(0, 2)
    .reduce((sum, one) => sum + one, 0);

/** Whether answers go together more than those of people who answer each statement without regard to the others. */
function isCorrelated(rows: number[][], pca: PCA, random: () => number): boolean {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? 0));
  const found = spread(pca);
  for (let trial = 0; trial < trials; trial++) {
    const shuffled = columns.map((column) => shuffle(column, random));
    if (spread(model(rows.map((_, row) => shuffled.map((column) => column[row] ?? 0)))) >= found) return false;
  }
  return true;
}

const distance = (a: readonly number[], b: readonly number[]): number =>
  Math.hypot((a[0] ?? 0) - (b[0] ?? 0), (a[1] ?? 0) - (b[1] ?? 0));

interface Clusters {
  readonly of: readonly number[];
  readonly count: number;
  /** Mean silhouette by distance to the groups' centres: 1 is far apart, 0 is no groups. */
  readonly silhouette: number;
}

function cluster(points: readonly Point[], count: number, seed: number): Clusters {
  const { clusters, centroids } = kmeans(points as Point[], count, { seed, initialization: 'kmeans++' });
  let sum = 0;
  for (const [at, point] of points.entries()) {
    const own = clusters[at] ?? 0;
    const near = distance(point, centroids[own] ?? point);
    const next = Math.min(...centroids.flatMap((centre, index) => (index === own ? [] : [distance(point, centre)])));
    if (next > 0) sum += 1 - near / Math.max(near, next);
  }
  return { of: clusters, count, silhouette: sum / points.length };
}

/** The best of a few beginnings; k-means stops at the first valley it runs into. */
function bestCluster(points: readonly Point[], count: number): Clusters {
  const tried = [1, 2, 3, 4].map((seed) => cluster(points, count, seed));
  return tried.reduce((best, one) => (one.silhouette > best.silhouette ? one : best));
}

/** How far apart groups seem in one crowd that fills the same room evenly: the best of all trials, for each number of groups. */
function chanceSilhouettes(points: readonly Point[], counts: readonly number[], random: () => number): number[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, bottom] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - bottom];
  const best = counts.map(() => 0);
  for (let trial = 0; trial < trials; trial++) {
    const crowd = points.map((): Point => [left + random() * width, bottom + random() * height]);
    for (const [at, count] of counts.entries())
      best[at] = Math.max(best[at] ?? 0, bestCluster(crowd, count).silhouette);
  }
  return best;
}

const sizesOf = ({ of, count }: Clusters): readonly number[] =>
  Array.from({ length: count }, (_, group) => of.filter((one) => one === group).length);

/** The number of groups that are told apart best, of those that stand out from one even crowd; null when none does. */
function findClusters(points: readonly Point[], random: () => number): Clusters | null {
  const counts = Array.from({ length: mostGroups - 1 }, (_, index) => index + 2).filter(
    (count) => count * leastOfGroup <= points.length && new Set(points.map(String)).size >= count,
  );
  const compared = shuffle(points, random).slice(0, mostCompared);
  const chance = chanceSilhouettes(compared, counts, random);
  const least = Math.max(leastOfGroup, Math.floor(points.length / 20));
  let found: Clusters | null = null;
  for (const [at, count] of counts.entries()) {
    const clusters = bestCluster(points, count);
    const isChance = clusters.silhouette <= (chance[at] ?? 1);
    if (isChance || sizesOf(clusters).some((size) => size < least)) continue;
    if (clusters.silhouette > (found?.silhouette ?? 0)) found = clusters;
  }
  return found;
}

type Side = 'agree' | 'disagree';
const sides: readonly Side[] = ['agree', 'disagree'];
const answered = (of: StatementCounts[string] | undefined): number => (of ? of.agree + of.disagree + of.pass : 0);
const shareOf = (of: StatementCounts[string] | undefined, side: Side): number =>
  of && answered(of) > 0 ? of[side] / answered(of) : 0;

/** What most of a group say and the others do not, beyond what chance explains (two shares compared, one in twenty). */
function typicalOf(
  optionIds: readonly string[],
  own: StatementCounts,
  others: StatementCounts,
): OpinionGroup['typical'] {
  return optionIds
    .flatMap((optionId) =>
      sides.map((side) => {
        const [n, m] = [answered(own[optionId]), answered(others[optionId])];
        const [share, othersShare] = [shareOf(own[optionId], side), shareOf(others[optionId], side)];
        const pooled = n + m === 0 ? 0 : (share * n + othersShare * m) / (n + m);
        const error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
        return { optionId, side, share, othersShare, z: error > 0 ? (share - othersShare) / error : 0 };
      }),
    )
    .filter(({ share, z }) => share > 0.5 && z > 1.645)
    .sort((a, b) => b.share - b.othersShare - (a.share - a.othersShare))
    .slice(0, 3)
    .map(({ z: _, ...typical }) => typical);
}

/** Statements on which three in five of every group take the same side. */
function unitingOf(optionIds: readonly string[], groups: readonly StatementCounts[]): OpinionGroups['uniting'] {
  return optionIds
    .flatMap((optionId) =>
      sides.map((side) => ({
        optionId,
        side,
        share: Math.min(...groups.map((counts) => shareOf(counts[optionId], side))),
      })),
    )
    .filter(({ share }) => share >= 0.6)
    .sort((a, b) => b.share - a.share)
    .slice(0, 10);
}

function dividingOf(optionIds: readonly string[], groups: readonly StatementCounts[]): OpinionGroups['dividing'] {
  return optionIds
    .map((optionId) => {
      const shares = groups.map((counts) => shareOf(counts[optionId], 'agree'));
      return { optionId, lowest: Math.min(...shares), highest: Math.max(...shares) };
    })
    .filter(({ lowest, highest }) => highest - lowest >= 0.4)
    .sort((a, b) => b.highest - b.lowest - (a.highest - a.lowest))
    .slice(0, 10);
}

/** A sample in random order, scaled to the plane from -1 to 1. */
function drawn(points: readonly Point[], of: (at: number) => number, random: () => number): OpinionGroups['points'] {
  const reach = Math.max(1e-9, ...points.flatMap(([x, y]) => [Math.abs(x), Math.abs(y)]));
  const scaled = (coordinate: number): number => Math.round((coordinate / reach) * 1_000) / 1_000;
  return shuffle([...points.entries()], random)
    .slice(0, mostPoints)
    .map(([at, [x, y]]) => [scaled(x), scaled(y), of(at)]);
}

/**
 * Who thinks alike (V11): the answers' two main directions, and in this plane the number of groups that stands out most.
 * Groups are told only when answers go together more than by chance and people stand in clumps rather than spread evenly.
 */
export function groupOpinions({ seed, optionIds, answers }: GroupingTask): OpinionGroups {
  const least = Math.min(leastAnswers, optionIds.length);
  const looked = answers.filter((one) => Object.keys(one).length >= least);
  const all = [countAnswers(optionIds, looked)];
  const nothing = {
    voters: looked.length,
    leftOut: answers.length - looked.length,
    groups: [],
    uniting: looked.length < leastVoters ? [] : unitingOf(optionIds, all),
    dividing: [],
    points: [],
  };
  if (looked.length < leastVoters) return { status: 'tooFewVoters', ...nothing };
  const rows = matrixOf(optionIds, looked);
  if (hasVariance(rows) < 2) return { status: 'noGroups', ...nothing };
  const random = randomOf(seed);
  const pca = model(rows);
  const points = pca
    .predict(rows, { nComponents: 2 })
    .to2DArray()
    .map(([x = 0, y = 0], at): Point => {
      // Who answered less stands nearer to the middle only because the rest was filled in.
      const stretch = Math.sqrt(optionIds.length / Object.keys(looked[at] ?? {}).length);
      return [x * stretch, y * stretch];
    });
  const clusters = isCorrelated(rows, pca, random) ? findClusters(points, random) : null;
  if (!clusters) return { status: 'noGroups', ...nothing, points: drawn(points, () => -1, random) };
  const sizes = sizesOf(clusters);
  const order = [...sizes.keys()].sort((a, b) => (sizes[b] ?? 0) - (sizes[a] ?? 0));
  const members = order.map((group) => looked.filter((_, at) => clusters.of[at] === group));
  const counts = members.map((group) => countAnswers(optionIds, group));
  return {
    ...nothing,
    status: 'found',
    groups: members.map((group, index) => ({
      size: group.length,
      counts: counts[index] ?? {},
      typical: typicalOf(
        optionIds,
        counts[index] ?? {},
        countAnswers(optionIds, members.filter((other) => other !== group).flat()),
      ),
    })),
    uniting: unitingOf(optionIds, counts),
    dividing: dividingOf(optionIds, counts),
    points: drawn(points, (at) => order.indexOf(clusters.of[at] ?? -1), random),
  };
}
