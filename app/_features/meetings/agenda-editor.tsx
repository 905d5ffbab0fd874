'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { AgendaItemPlan } from '#server/modules/meetings/contract.ts';
import type { AgendaItemState } from '#server/modules/meetings/domain.ts';
import { AgendaRow, type DropSide } from './agenda-row.tsx';
import { familyOf, type Items, indent, levelOf, move, numbersOf, outdent, place, remove } from './agenda-tree.ts';

interface AgendaEditorProps {
  readonly items: Items;
  readonly onChange: (items: Items) => void;
  /** Items the meeting has reached; they stay, whatever else is changed (M5). */
  readonly happened: ReadonlyMap<string, AgendaItemState>;
  readonly isLocked: boolean;
}

const keyCap = (text: ReactNode): ReactNode => <kbd className="mx-0.5">{text}</kbd>;

const newItem = (): AgendaItemPlan => ({
  itemId: uuidV7(),
  parentId: null,
  title: '',
  kind: 'discussion',
  plannedMinutes: 20,
  visibility: 'public',
});

/** Writes an agenda: text in place, order by dragging the handle or with the arrow keys on it. */
export function AgendaEditor({ items, onChange, happened, isLocked }: AgendaEditorProps) {
  const t = useTranslations('office.plan');
  const locale = useLocale();
  const numbers = numbersOf(items, locale);
  const [dragged, setDragged] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  const titleOf = (itemId: string): string =>
    items.find((item) => item.itemId === itemId)?.title || t('untitled', { number: numbers.get(itemId) ?? '' });

  const arrange = (itemId: string, arranged: Items | null, refusal: string): void => {
    if (!arranged) return setSaid(refusal);
    onChange(arranged);
    setSaid(t('said.moved', { title: titleOf(itemId), number: numbersOf(arranged, locale).get(itemId) ?? '' }));
    // The row is drawn elsewhere; the hand stays on its handle.
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-handle="${itemId}"]`)?.focus());
  };
  const steps = {
    up: (id: string) => arrange(id, move(items, id, 'up'), t('said.first')),
    down: (id: string) => arrange(id, move(items, id, 'down'), t('said.last')),
    in: (id: string) => arrange(id, indent(items, id), t('said.notDeeper')),
    out: (id: string) => arrange(id, outdent(items, id), t('said.topLevel')),
  };
  const drop = (targetId: string, side: DropSide): void => {
    if (dragged && dragged !== targetId) arrange(dragged, place(items, dragged, side, targetId), t('said.notThere'));
    setDragged(null);
  };
  const add = (): void => {
    const fresh = newItem();
    onChange([...items, fresh]);
    requestAnimationFrame(() => list.current?.querySelector<HTMLElement>(`[data-title="${fresh.itemId}"]`)?.focus());
  };
  return (
    <div>
      {items.length === 0 ? (
        <Notice icon="document" title={t('noAgenda.title')}>
          {t('noAgenda.text')}
        </Notice>
      ) : (
        <ol ref={list} aria-label={t('agenda')} className="border-t border-line">
          {items.map((item) => (
            <AgendaRow
              key={item.itemId}
              item={item}
              number={numbers.get(item.itemId) ?? ''}
              level={levelOf(items, item.itemId)}
              state={happened.get(item.itemId) ?? 'pending'}
              isLocked={isLocked}
              isDragged={dragged === item.itemId}
              mayBeDropped={dragged !== null && !familyOf(items, dragged).some(({ itemId }) => itemId === item.itemId)}
              isRemovable={!familyOf(items, item.itemId).some(({ itemId }) => happened.has(itemId))}
              onChange={(change) =>
                onChange(items.map((one) => (one.itemId === item.itemId ? { ...one, ...change } : one)))
              }
              onRemove={() => {
                onChange(remove(items, item.itemId));
                setSaid(t('said.removed', { title: titleOf(item.itemId) }));
              }}
              onStep={(step) => steps[step](item.itemId)}
              onDrag={setDragged}
              onDrop={(side) => drop(item.itemId, side)}
            />
          ))}
        </ol>
      )}
      {!isLocked && (
        <div className="mt-3 flex flex-wrap items-center gap-x-4">
          <button type="button" className="btn btn-line" onClick={add}>
            <Icon name="plus" />
            {t('addItem')}
          </button>
          {items.length > 1 && (
            <p className="text-sm text-ink-3 max-md:hidden">{t.rich('agendaKeys', { k: keyCap })}</p>
          )}
        </div>
      )}
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
    </div>
  );
}
