'use client';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface MenuProps {
  readonly icon: IconName;
  readonly label: string;
  /** Only the mark is seen, there or on a phone; the label is read. */
  readonly isQuiet?: boolean | 'phone';
  readonly className?: string;
  readonly children: ReactNode;
}

/** A press in a bar that opens a short list. */
export function Menu({ icon, label, isQuiet = false, className = '', children }: MenuProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className={`tool ${className}`}>
        <Icon name={icon} />
        <span className={isQuiet === true ? 'sr-only' : isQuiet === 'phone' ? 'max-sm:sr-only' : ''}>{label}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-56 overflow-y-auto rounded-md border border-line bg-sheet py-1 text-ink shadow-pop"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

const row =
  'flex min-h-target cursor-pointer items-center gap-3 px-4 text-note outline-none data-highlighted:bg-nav-tint';

const Tick = () => (
  <DropdownMenu.ItemIndicator className="ml-auto pl-4 text-nav">
    <Icon name="check" />
  </DropdownMenu.ItemIndicator>
);

export function MenuItem({ icon, onSelect, children }: { icon: IconName; onSelect: () => void; children: ReactNode }) {
  return (
    <DropdownMenu.Item className={row} onSelect={onSelect}>
      <Icon name={icon} className="size-5 text-ink-2" />
      {children}
    </DropdownMenu.Item>
  );
}

/** On or off; a tick says which. */
export function MenuSwitch({
  icon,
  isOn,
  onSelect,
  children,
}: {
  icon: IconName;
  isOn: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <DropdownMenu.CheckboxItem className={row} checked={isOn} onCheckedChange={onSelect}>
      <Icon name={icon} className="size-5 text-ink-2" />
      {children}
      <Tick />
    </DropdownMenu.CheckboxItem>
  );
}

/** A few ways, of which one holds. */
export function MenuChoice<T extends string>({
  options,
  value,
  onChoose,
}: {
  options: readonly { readonly value: T; readonly label: string }[];
  value: T;
  onChoose: (value: T) => void;
}) {
  return (
    <DropdownMenu.RadioGroup value={value}>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          className={row}
          onSelect={() => onChoose(option.value)}
        >
          {option.label}
          <Tick />
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

export const MenuLine = () => <DropdownMenu.Separator className="my-1 border-t border-line" />;
