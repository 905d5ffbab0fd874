import type { ReactNode } from 'react';

/** A section of a paper: thick-thin rule, title, hairlines between equals. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="mb-10">
      <div className="rule mb-3" />
      <div className="mb-1 flex items-baseline gap-3">
        <h2 className="font-serif text-xl">{title}</h2>
        <span className="ml-auto text-sm text-ink-3">{aside}</span>
      </div>
      {children}
    </section>
  );
}
