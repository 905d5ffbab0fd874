/**
 * What a benchmark is. A file `tests/load/<name>.bench.ts` exports one as `bench`; `npm run bench` finds it, runs it and
 * prints its rows. Product and rival are measured in the same run, in turns (`rounds` of each), by load generators in
 * other processes. Whoever finds something lost, doubled or out of order throws: a wrong result has no speed.
 */
export interface Bench {
  /** The name it is chosen by: `npm run bench <name>`. */
  readonly name: string;
  /** One line: what is measured against what. */
  readonly title: string;
  readonly run: (env: BenchEnv) => Promise<readonly BenchRow[]>;
}

/** How a run is to be carried out. */
export interface BenchEnv {
  /** A small run that shows whether everything works; its figures mean nothing. */
  readonly isQuick: boolean;
  /** How often product and rival take turns. */
  readonly rounds: number;
  /** A folder for what the benchmark builds or keeps. */
  readonly cacheDir: string;
  /** Tells the person who waits what is going on. */
  readonly say: (text: string) => void;
}

/** One line of the table: one sample per round on each side. */
export interface BenchRow {
  readonly measure: string;
  /** Of the samples, for example `ms`, `µs`, `KB`. */
  readonly unit: string;
  readonly product: readonly number[];
  /** Null where nothing comparable exists. */
  readonly rival: readonly number[] | null;
  /** The figure to reach; null where a row only informs. */
  readonly aim: Aim | null;
  /** What was simulated, or what the samples are. */
  readonly note?: string;
}

/** `value`: the product's median. `ratio`: the product's median over the rival's. */
export interface Aim {
  readonly of: 'value' | 'ratio';
  readonly atMost: number;
}
