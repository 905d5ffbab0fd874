/** One thing the product stands on. `isVital` things make the node unready when they fail. */
export interface Check {
  readonly name: string;
  readonly isVital: boolean;
  /** Resolves to a short word on the state; rejects when it is bad. */
  readonly run: () => Promise<string>;
}

export interface CheckResult {
  readonly name: string;
  readonly isVital: boolean;
  readonly isGood: boolean;
  readonly state: string;
  readonly ms: number;
}

const patienceMs = 2_000;

/** Runs all checks side by side; one that does not answer in two seconds is bad. */
export async function runChecks(checks: readonly Check[]): Promise<readonly CheckResult[]> {
  return Promise.all(
    checks.map(async ({ name, isVital, run }) => {
      const startedAt = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('no answer in time')), patienceMs);
      });
      const outcome = await Promise.race([run(), late]).then(
        (state) => ({ isGood: true, state }),
        (error: unknown) => ({ isGood: false, state: error instanceof Error ? error.message : String(error) }),
      );
      clearTimeout(timer);
      return { name, isVital, ...outcome, ms: Math.round(performance.now() - startedAt) };
    }),
  );
}

export const isReady = (results: readonly CheckResult[]): boolean => results.every((one) => one.isGood || !one.isVital);
