'use client';

export interface PickOption {
  readonly value: string;
  readonly label: string;
}

/** One of a few named things, in the device's own list. */
export function Pick({
  label,
  options,
  value,
  onPick,
}: {
  label: string;
  options: readonly PickOption[];
  value: string | null;
  onPick: (value: string) => void;
}) {
  return (
    <label className="grid gap-1 text-sm text-ink-2">
      {label}
      <select
        className="field text-base"
        disabled={options.length === 0}
        value={value ?? options[0]?.value ?? ''}
        onChange={(event) => onPick(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
