import type { BenchRow } from '#tests/load/bench.ts';

/** What the samples of one row come to. */
export interface Verdict {
  readonly product: Spread;
  readonly rival: Spread | null;
  /** Product's median over the rival's; null without a rival. */
  readonly ratio: number | null;
  /** Null where there is no aim. */
  readonly isMet: boolean | null;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Median, least and most of at least one sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  if (sorted.length === 0 || sorted.some((sample) => !Number.isFinite(sample)))
    throw new Error(`no figure can be made of the samples [${samples.join(', ')}]`);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** Judges a row by its aim. */
export function judge(row: BenchRow): Verdict {
  const product = spreadOf(row.product);
  const rival = row.rival && spreadOf(row.rival);
  const ratio = rival && product.median / rival.median;
  if (!row.aim) return { product, rival, ratio, isMet: null };
  const figure = row.aim.of === 'value' ? product.median : ratio;
  if (figure === null) throw new Error(`"${row.measure}" aims at a ratio and has no rival`);
  return { product, rival, ratio, isMet: figure <= row.aim.atMost };
}

const brief = (value: number): string => {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
};

const spread = ({ median, least, most }: Spread, unit: string): string =>
  least === most ? `${brief(median)} ${unit}` : `${brief(median)} ${unit} (${brief(least)}–${brief(most)})`;

const aimOf = ({ aim, unit }: BenchRow): string =>
  aim === null ? '' : aim.of === 'ratio' ? `≤ ${aim.atMost}×` : `≤ ${aim.atMost} ${unit}`;

/** The table as Markdown, so that it can go into docs/PERFORMANCE.md as it is. */
export function tableOf(rows: readonly BenchRow[]): string {
  const head = ['measure', 'product', 'rival', 'ratio', 'aim', 'met'];
  const lines = rows.map((row) => {
    const { product, rival, ratio, isMet } = judge(row);
    return [
      row.measure,
      spread(product, row.unit),
      rival ? spread(rival, row.unit) : '',
      ratio === null ? '' : `${brief(ratio)}×`,
      aimOf(row),
      isMet === null ? '' : isMet ? 'yes' : 'NO',
    ];
  });
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => Array.from(line[column] ?? '').length)),
  );
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - Array.from(cell).length)).join(' | ')} |`;
  return [format(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...lines.map(format)].join('\n');
}
