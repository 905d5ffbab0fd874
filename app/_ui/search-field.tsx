interface SearchFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** A field that narrows the list beside it while one types; its label stands inside it. */
export function SearchField({ label, value, onChange, className = '' }: SearchFieldProps) {
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      className={`field ${className}`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
