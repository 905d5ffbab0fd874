'use client';

import { useEffect, useId, useState, useSyncExternalStore } from 'react';
import { Confirm } from './dialog.tsx';

/** Parts of the page that hold something not yet saved. */
const unsaved = new Set<string>();
const listeners = new Set<() => void>();
const tell = (): void => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Says that this part of the page holds unsaved work for as long as `isDirty`. */
export function useUnsaved(isDirty: boolean): void {
  const id = useId();
  useEffect(() => {
    if (!isDirty) return undefined;
    unsaved.add(id);
    tell();
    return () => {
      unsaved.delete(id);
      tell();
    };
  }, [id, isDirty]);
}

interface LeaveGuardTexts {
  readonly title: string;
  readonly text: string;
  readonly leave: string;
  readonly stay: string;
}

/** Asks once before unsaved work is left: by a link of the page, by closing it or by going elsewhere. */
export function LeaveGuard({ title, text, leave, stay }: LeaveGuardTexts) {
  const isDirty = useSyncExternalStore(
    subscribe,
    () => unsaved.size > 0,
    () => false,
  );
  const [target, setTarget] = useState<string | null>(null);
  useEffect(() => {
    if (!isDirty) return undefined;
    const beforeUnload = (event: BeforeUnloadEvent): void => event.preventDefault();
    const click = (event: MouseEvent): void => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null;
      const isOther = event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0;
      if (!(link instanceof HTMLAnchorElement) || isOther || link.target === '_blank' || link.hasAttribute('download'))
        return;
      if (link.origin !== location.origin || link.getAttribute('href')?.startsWith('#')) return;
      event.preventDefault();
      event.stopPropagation();
      setTarget(link.href);
    };
    addEventListener('beforeunload', beforeUnload);
    document.addEventListener('click', click, { capture: true });
    return () => {
      removeEventListener('beforeunload', beforeUnload);
      document.removeEventListener('click', click, { capture: true });
    };
  }, [isDirty]);
  const go = (): void => {
    unsaved.clear();
    tell();
    // After the listeners are gone, so that the browser does not ask a second time.
    setTimeout(() => target !== null && location.assign(target));
  };
  return (
    <Confirm
      isOpen={target !== null}
      onClose={() => setTarget(null)}
      onConfirm={go}
      title={title}
      text={text}
      confirm={leave}
      cancel={stay}
    />
  );
}
