import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** Says what happened and what to do next; errors are ink with an icon, never red. */
export function Notice({
  icon,
  title,
  children,
  action,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center">
      {icon && <Icon name={icon} className="size-8 text-ink-3" />}
      <p className="text-lg font-bold">{title}</p>
      {children && <div className="max-w-prose text-note text-ink-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** Nothing for 300 ms, then bars as tall as what will come. */
export function Bones({ lines }: { lines: number }) {
  return (
    <div className="bones grid gap-3 p-5" aria-hidden="true">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="h-5" style={{ width: `${90 - (index % 3) * 18}%` }} />
      ))}
    </div>
  );
}

/** One line that stays while something is not as it should be. */
export function Line({ icon, children }: { icon: IconName; children: ReactNode }) {
  return (
    <p className="flex items-center gap-2 bg-well px-5 py-2 text-sm text-ink" role="status">
      <Icon name={icon} className="size-4.5" />
      <span>{children}</span>
    </p>
  );
}
