'use client';

import { useTranslations } from 'next-intl';
import { DropdownMenu } from 'radix-ui';
import { type DragEvent, type KeyboardEvent, useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import type { AgendaItemKind, AgendaItemPlan } from '#server/modules/meetings/contract.ts';
import type { AgendaItemState } from '#server/modules/meetings/domain.ts';

export type DropSide = 'before' | 'after';
export type Step = 'up' | 'down' | 'in' | 'out';

interface AgendaRowProps {
  readonly item: AgendaItemPlan;
  readonly number: string;
  readonly level: number;
  readonly state: AgendaItemState;
  readonly isLocked: boolean;
  readonly isDragged: boolean;
  readonly mayBeDropped: boolean;
  readonly isRemovable: boolean;
  readonly onChange: (change: Partial<AgendaItemPlan>) => void;
  readonly onRemove: () => void;
  readonly onStep: (step: Step) => void;
  readonly onDrag: (itemId: string | null) => void;
  readonly onDrop: (side: DropSide) => void;
}

const keys: Readonly<Record<string, Step>> = { ArrowUp: 'up', ArrowDown: 'down', ArrowRight: 'in', ArrowLeft: 'out' };
const indents = ['', 'pl-0 sm:pl-7', 'pl-3 sm:pl-14'];
const itemKinds: readonly AgendaItemKind[] = ['report', 'discussion', 'vote', 'other'];
const visibilities = ['public', 'members', 'closed'] as const;
const quiet =
  'min-h-target min-w-0 rounded-sm border border-transparent bg-transparent px-2 hover:border-line-strong focus:border-line-strong focus:bg-sheet disabled:opacity-100 disabled:hover:border-transparent';

/** One line of the agenda: handle, number, title, kind, minutes, who may see it, and a small menu. */
export function AgendaRow(props: AgendaRowProps) {
  const { item, number, level, state, isLocked, isDragged, mayBeDropped, onChange, onStep, onDrag, onDrop } = props;
  const t = useTranslations('office.plan');
  const [side, setSide] = useState<DropSide | null>(null);
  const name = item.title || t('untitled', { number });
  const sideOf = (event: DragEvent<HTMLElement>): DropSide => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    return event.clientY < top + height / 2 ? 'before' : 'after';
  };
  const step = (event: KeyboardEvent): void => {
    const wanted = keys[event.key];
    if (!wanted || isLocked) return;
    event.preventDefault();
    onStep(wanted);
  };
  return (
    <li>
      <div
        onDragOver={(event) => {
          if (!mayBeDropped) return;
          event.preventDefault();
          setSide(sideOf(event));
        }}
        onDragLeave={() => setSide(null)}
        onDrop={(event) => {
          event.preventDefault();
          setSide(null);
          onDrop(sideOf(event));
        }}
        className={`grid grid-cols-[auto_1fr_auto] items-center gap-x-1 border-b border-line py-1.5 md:grid-cols-[auto_minmax(0,1fr)_7.5em_auto_7em_auto] ${
          isDragged ? 'opacity-40' : ''
        } ${side === 'before' ? 'shadow-[inset_0_3px_0_var(--color-nav)]' : side === 'after' ? 'shadow-[inset_0_-3px_0_var(--color-nav)]' : ''}`}
      >
        <span className={`flex items-center ${indents[level - 1] ?? ''}`}>
          {!isLocked && (
            <button
              type="button"
              draggable
              data-handle={item.itemId}
              aria-label={t('handle', { title: name })}
              className="grid size-target cursor-grab place-items-center rounded-sm text-ink-3 hover:text-ink max-sm:w-8"
              onKeyDown={step}
              onDragStart={(event) => {
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', item.itemId);
                onDrag(item.itemId);
              }}
              onDragEnd={() => onDrag(null)}
            >
              <Icon name="grip" />
            </button>
          )}
          <span
            className={`min-w-8 font-serif font-bold ${state === 'current' ? 'text-nav' : 'text-ink-3'} ${level === 2 ? 'min-w-10' : ''}`}
          >
            {number}
          </span>
        </span>
        <span className="min-w-0">
          <textarea
            rows={1}
            aria-label={t('itemOf', { number })}
            data-title={item.itemId}
            placeholder={t('itemPlaceholder')}
            required
            maxLength={120}
            disabled={isLocked}
            className={`${quiet} block w-full resize-none py-2 text-lg leading-snug font-bold [field-sizing:content]`}
            value={item.title}
            onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && event.preventDefault()}
            onChange={(event) => onChange({ title: event.target.value.replaceAll('\n', ' ') })}
          />
          {state !== 'pending' && (
            <span className={`block px-2 text-sm ${state === 'current' ? 'font-bold text-nav' : 'text-ink-3'}`}>
              {t(`itemState.${state}`)}
            </span>
          )}
        </span>
        <RowFields {...props} name={name} />
        <RowMenu {...props} name={name} />
      </div>
    </li>
  );
}

function RowFields({ item, state, isLocked, onChange, name }: AgendaRowProps & { name: string }) {
  const t = useTranslations('office.plan');
  return (
    <div className="col-span-3 row-start-2 flex flex-wrap items-center gap-1 pl-8 md:contents">
      <select
        aria-label={t('kindOf', { title: name })}
        disabled={isLocked}
        className={`${quiet} flex-1 basis-28 text-note md:w-full`}
        value={item.kind}
        onChange={(event) => onChange({ kind: event.target.value as AgendaItemKind })}
      >
        {itemKinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </select>
      <label className="flex items-center gap-1.5 text-sm whitespace-nowrap text-ink-3">
        <input
          type="number"
          inputMode="numeric"
          min={0}
          max={600}
          aria-label={t('minutesFor', { title: name })}
          disabled={isLocked}
          className={`${quiet} num w-16 flex-none text-right text-base text-ink`}
          value={item.plannedMinutes}
          onChange={(event) =>
            onChange({ plannedMinutes: Math.min(600, Math.max(0, Math.round(event.target.valueAsNumber || 0))) })
          }
        />
        {t('minutes')}
      </label>
      <select
        aria-label={t('visibilityOf', { title: name })}
        // What ran in the open cannot be closed afterwards, nor the other way round.
        disabled={isLocked || state !== 'pending'}
        className={`${quiet} flex-1 basis-28 text-note md:w-full ${item.visibility === 'public' ? '' : 'font-bold'}`}
        value={item.visibility}
        onChange={(event) => onChange({ visibility: event.target.value as AgendaItemPlan['visibility'] })}
      >
        {visibilities.map((visibility) => (
          <option key={visibility} value={visibility}>
            {t(`visibilities.${visibility}`)}
          </option>
        ))}
      </select>
    </div>
  );
}

const entry =
  'flex min-h-target cursor-pointer items-center gap-4 px-4 text-note outline-none data-highlighted:bg-nav-tint data-disabled:cursor-not-allowed data-disabled:text-ink-3';

function RowMenu({ isLocked, isRemovable, onStep, onRemove, name }: AgendaRowProps & { name: string }) {
  const t = useTranslations('office.plan');
  if (isLocked) return <span />;
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger
        aria-label={t('menuOf', { title: name })}
        className="grid size-target place-items-center rounded-sm text-ink-3 hover:text-ink max-md:col-start-3 max-md:row-start-1"
      >
        <Icon name="more" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          // The step sets the focus itself, on the handle of the row that moved.
          onCloseAutoFocus={(event) => event.preventDefault()}
          className="z-50 min-w-52 rounded-md border border-line bg-sheet py-1 text-ink shadow-pop"
        >
          {(['up', 'down', 'in', 'out'] as const).map((step) => (
            <DropdownMenu.Item key={step} className={entry} onSelect={() => onStep(step)}>
              {t(`steps.${step}`)}
            </DropdownMenu.Item>
          ))}
          <DropdownMenu.Separator className="my-1 border-t border-line" />
          <DropdownMenu.Item className={entry} disabled={!isRemovable} onSelect={onRemove}>
            {isRemovable ? t('removeItem') : t('removeItemNot')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
