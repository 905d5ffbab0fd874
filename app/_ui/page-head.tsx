import type { ReactNode } from 'react';

interface PageHeadProps {
  readonly title: string;
  /** Stands above the title: where one is, what kind of thing it is. */
  readonly above?: ReactNode;
  /** Stands below it: one line on what the page is for, or who and when. */
  readonly below?: ReactNode;
  readonly actions?: ReactNode;
}

/** How a page of the office opens. */
export function PageHead({ title, above, below, actions }: PageHeadProps) {
  return (
    <header className="mb-6 grid gap-x-8 gap-y-4 md:grid-cols-[1fr_auto] md:items-end">
      <div className="min-w-0">
        {above && <div className="mb-1 flex flex-wrap items-center gap-x-3 text-sm text-ink-2">{above}</div>}
        <h1 className="font-serif text-3xl break-words sm:text-4xl">{title}</h1>
        {below && <div className="mt-1.5 max-w-prose text-note text-ink-2">{below}</div>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-3">{actions}</div>}
    </header>
  );
}
