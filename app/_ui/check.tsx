import type { ReactNode } from 'react';

/** On or off, with a sentence beside it that can be pressed too. */
export function Check({
  isOn,
  onChange,
  isDisabled = false,
  children,
}: {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  isDisabled?: boolean;
  children: ReactNode;
}) {
  return (
    <label className={`flex min-h-target items-center gap-3 text-note ${isDisabled ? 'text-ink-3' : ''}`}>
      <input
        type="checkbox"
        className="size-5 flex-none"
        checked={isOn}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.checked)}
      />
      {children}
    </label>
  );
}
