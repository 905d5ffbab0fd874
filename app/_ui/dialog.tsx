'use client';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { Problem } from './states.tsx';

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

interface AskDialogProps {
  readonly title: string;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
  /** Why it was refused; it then stays open. */
  readonly problem: string | null;
  readonly cancel: string;
  readonly confirm: string;
  readonly isIrreversible?: boolean;
  readonly canConfirm?: boolean;
  readonly children: ReactNode;
}

/** Asks before something is sent; whoever opens it closes it once the answer is there. */
export function AskDialog({
  title,
  onClose,
  onConfirm,
  problem,
  cancel,
  confirm,
  isIrreversible = false,
  canConfirm = true,
  children,
}: AskDialogProps) {
  return (
    <Dialog isOpen onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        {children}
        <Problem className="mt-2">{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {cancel}
          </button>
          <button type="submit" className={`btn ${isIrreversible ? 'btn-live' : 'btn-nav'}`} disabled={!canConfirm}>
            {confirm}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface ReasonFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (reason: string) => void;
  readonly isRequired?: boolean;
}

/** One line of words for why something is done. */
export const ReasonField = ({ label, value, onChange, isRequired = false }: ReasonFieldProps) => (
  <label className="mt-3 grid gap-1 text-sm text-ink-2">
    {label}
    <input
      className="field"
      required={isRequired}
      value={value}
      maxLength={200}
      onChange={(event) => onChange(event.target.value)}
    />
  </label>
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
