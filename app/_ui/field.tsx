import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  /** Why the field is as it is, or what is wrong with what stands in it. */
  readonly hint?: ReactNode;
  readonly className?: string;
  /** Draws the control; `id` binds the label to it, `describedBy` the hint. */
  readonly children: (ids: { readonly id: string; readonly describedBy: string | undefined }) => ReactNode;
}

/** A label above its control, with at most one sentence below. */
export function Field({ label, hint, className = '', children }: FieldProps) {
  const id = useId();
  return (
    <div className={`grid content-start gap-1 ${className}`}>
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      {children({ id, describedBy: hint ? `${id}-hint` : undefined })}
      {hint && (
        <p id={`${id}-hint`} className="text-sm text-ink-3">
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly count?: number }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few choices side by side, of which one holds; the count says what would be left. */
export function Choices<T extends string>({ label, options, value, onChange }: ChoicesProps<T>) {
  return (
    <fieldset className="flex flex-wrap gap-x-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
          className={`inline-flex min-h-target items-center gap-1.5 border-b-3 px-3 text-note ${
            option.value === value ? 'border-nav font-bold text-nav' : 'border-transparent text-ink-2 hover:text-nav'
          }`}
        >
          {option.label}
          {option.count !== undefined && <span className="num text-sm font-normal text-ink-3">{option.count}</span>}
        </button>
      ))}
    </fieldset>
  );
}
