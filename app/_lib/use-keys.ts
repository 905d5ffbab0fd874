import { useEffect, useRef } from 'react';

/** What of a press a keymap looks at. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  readonly repeat: boolean;
}

const typing = 'input, textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]';
const pressable = 'button, a[href], summary, [role="tab"]';

const within = (target: EventTarget | null, selector: string): Element | null =>
  target instanceof Element ? target.closest(selector) : null;

/** Space and Enter belong to whatever the keyboard itself has put the focus on. */
const isPressedItself = ({ key, target }: KeyboardEvent): boolean =>
  (key === ' ' || key === 'Enter') && (within(target, pressable)?.matches(':focus-visible') ?? false);

/** Does what a page's keys ask for. They are off while somebody types, in dialogs and menus, and with Ctrl, Alt or Meta held. */
export function useKeys<Act extends string>(
  acts: Readonly<Partial<Record<Act, (() => void) | undefined>>>,
  actOf: (press: KeyPress) => Act | null,
): void {
  const current = useRef(acts);
  useEffect(() => {
    current.current = acts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || within(event.target, typing) || isPressedItself(event)) return;
      const name = actOf(event);
      const act = name && current.current[name];
      if (!act) return;
      event.preventDefault();
      act();
    };
    // A press with the pointer leaves no focus behind: the space bar means the next speaker, not the same press again.
    const onClick = (event: MouseEvent): void => {
      const pressed = within(event.target, pressable);
      if (event.detail > 0 && pressed === document.activeElement && pressed instanceof HTMLElement) pressed.blur();
    };
    addEventListener('keydown', onKey);
    addEventListener('click', onClick);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('click', onClick);
    };
  }, [actOf]);
}
