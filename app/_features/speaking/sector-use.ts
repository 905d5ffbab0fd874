/** What one sector took of an item's time. */
export interface SectorUse {
  /** Id of the sector; empty for everybody else. */
  readonly id: string;
  /** Null for speakers without a sector and for the sectors that have no segment of their own. */
  readonly name: string | null;
  readonly ms: number;
}

/** The sectors that took most, and all others as one; nothing that took no time. */
export function usesOf(
  bySector: Readonly<Record<string, number>>,
  allMs: number,
  names: ReadonlyMap<string, string>,
  most: number,
): readonly SectorUse[] {
  const named = Object.entries(bySector)
    .flatMap(([id, ms]): readonly SectorUse[] => (names.has(id) ? [{ id, name: names.get(id) ?? null, ms }] : []))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, most);
  const rest = allMs - named.reduce((sum, { ms }) => sum + ms, 0);
  return rest > 0 ? [...named, { id: '', name: null, ms: rest }] : named;
}
