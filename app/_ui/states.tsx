import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface NoticeProps {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Says what happened and what to do next; errors are ink with an icon, never red. */
export function Notice({ icon, title, children, action }: NoticeProps) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-10 text-center">
      {icon && <Icon name={icon} className="size-8 text-ink-3" />}
      <p className="text-lg font-bold">{title}</p>
      {children && <div className="max-w-prose text-note text-ink-2">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

/** The same where there is nothing else on the page; `href` leads to where one can go instead. */
export function PageNotice({ href, go, action, ...notice }: NoticeProps & { href?: string; go?: string }) {
  const link = href !== undefined && (
    <a className="btn btn-nav" href={href}>
      {go}
    </a>
  );
  return (
    <main className="grid min-h-dvh place-items-center">
      <Notice {...notice} action={action ?? link} />
    </main>
  );
}

/** Why something did not work, where it was tried: ink and a mark, never red; spoken at once. */
export function Problem({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <p role="alert" className={`flex items-start gap-2 text-note empty:hidden ${className}`}>
      {children && (
        <>
          <Icon name="warning" className="mt-0.5 size-5" />
          <span>{children}</span>
        </>
      )}
    </p>
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

/** The same for a page with a stage: its dark and its papers stand where they will be. */
export function StageBones() {
  return (
    <div
      aria-busy="true"
      className="grid h-dvh animate-[appear_0.2s_0.3s_both] grid-rows-[3.25rem_minmax(0,1fr)] lg:grid-rows-[3.5rem_minmax(0,1fr)]"
    >
      <div className="border-b border-line bg-sheet max-lg:on-stage" />
      <div className="grid max-lg:grid-rows-[auto_1fr] lg:grid-cols-[minmax(0,1fr)_26rem]">
        <div className="on-stage max-lg:aspect-video" />
        <div className="bg-sheet pt-14">
          <Bones lines={9} />
        </div>
      </div>
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
