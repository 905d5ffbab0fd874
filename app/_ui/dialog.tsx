'use client';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';

interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** For forms of many fields and for tables. */
  readonly isWide?: boolean;
  readonly children: ReactNode;
}

/** A paper laid over the page; Escape and a press outside close it, and the focus goes back to where it was. */
export function Dialog({ isOpen, onClose, title, isWide = false, children }: DialogProps) {
  const before = useRef<Element | null>(null);
  return (
    <Radix.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-stage-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          onOpenAutoFocus={() => {
            before.current = document.activeElement;
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
          className={`fixed inset-x-0 bottom-0 z-50 max-h-[90dvh] overflow-y-auto rounded-t-lg bg-sheet p-6 text-ink shadow-pop sm:inset-auto sm:top-1/2 sm:left-1/2 sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-md ${isWide ? 'sm:w-[min(46rem,94vw)]' : 'sm:w-[30rem]'}`}
        >
          <Radix.Title className="mb-3 font-serif text-xl">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The presses at the foot of a dialog; the one that acts stands last. */
export const DialogActions = ({ children }: { children: ReactNode }) => (
  <div className="mt-5 flex flex-wrap justify-end gap-3">{children}</div>
);

interface ConfirmProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  readonly title: string;
  /** Names the consequence. */
  readonly text: string;
  readonly confirm: string;
  readonly cancel: string;
  readonly isIrreversible?: boolean;
}

/** Asks once before what cannot be undone. */
export function Confirm({
  isOpen,
  onClose,
  onConfirm,
  title,
  text,
  confirm,
  cancel,
  isIrreversible = false,
}: ConfirmProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={title}>
      <p className="text-note text-ink-2">{text}</p>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {cancel}
        </button>
        <button
          type="button"
          className={`btn ${isIrreversible ? 'btn-live' : 'btn-nav'}`}
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {confirm}
        </button>
      </DialogActions>
    </Dialog>
  );
}
