'use client';
import { Tabs } from 'radix-ui';
import type { ReactNode } from 'react';

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly tabs: readonly {
    readonly value: T;
    readonly label: string;
    readonly count?: number;
    readonly className?: string;
  }[];
  readonly children: ReactNode;
}

/** Papers that lie on one another; words wrap to two lines where a language needs them. */
export function TabSheets<T extends string>({ label, value, onChange, tabs, children }: TabsProps<T>) {
  return (
    <Tabs.Root value={value} onValueChange={(next) => onChange(next as T)} className="flex min-h-0 flex-1 flex-col">
      <Tabs.List
        data-many={tabs.length > 4 ? '' : undefined}
        className="grid flex-none auto-cols-fr grid-flow-col border-b border-line"
        aria-label={label}
      >
        {tabs.map((tab) => (
          <Tabs.Trigger
            key={tab.value}
            value={tab.value}
            className={`relative min-h-13 px-0.5 leading-tight text-ink-2 in-data-[many]:text-note data-[state=active]:font-bold data-[state=active]:text-nav data-[state=active]:after:absolute data-[state=active]:after:inset-x-5 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.75 data-[state=active]:after:bg-nav ${tab.className ?? ''}`}
          >
            {tab.label}
            {tab.count !== undefined && tab.count > 0 && <span className="num ml-1 text-sm">{tab.count}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {children}
    </Tabs.Root>
  );
}

/** One of them. */
export function TabSheet({
  value,
  className = '',
  children,
}: {
  value: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <Tabs.Content value={value} className={`min-h-0 flex-1 ${className}`}>
      {children}
    </Tabs.Content>
  );
}
