'use client';

import { useTranslations } from 'next-intl';
import { type PointerEvent, useRef, useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import type { PollOption } from '#server/modules/polls/contract.ts';
import { moved } from './ballot-draft.ts';

interface RankingFormProps {
  readonly options: readonly PollOption[];
  readonly order: readonly string[];
  readonly onOrder: (order: readonly string[]) => void;
}

/** Options in an order: moved by the grip under a finger or pointer, by its arrow keys, or by the buttons beside it. */
export function RankingForm({ options, order, onOrder }: RankingFormProps) {
  const t = useTranslations('polls.ballot');
  const list = useRef<HTMLOListElement>(null);
  const [held, setHeld] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const labelOf = (optionId: string): string => options.find((one) => one.optionId === optionId)?.label ?? optionId;
  const move = (optionId: string, to: number): void => {
    const next = moved(order, optionId, to);
    onOrder(next);
    setSaid(t('movedTo', { option: labelOf(optionId), place: next.indexOf(optionId) + 1 }));
  };
  /** The place whose row is under the pointer. */
  const placeAt = (y: number): number => {
    const rows = [...(list.current?.children ?? [])];
    const found = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
    return found < 0 ? rows.length - 1 : found;
  };
  const drag = (optionId: string) => ({
    onPointerDown(event: PointerEvent<HTMLButtonElement>) {
      event.currentTarget.setPointerCapture(event.pointerId);
      setHeld(optionId);
    },
    onPointerMove(event: PointerEvent<HTMLButtonElement>) {
      if (held !== optionId) return;
      const to = placeAt(event.clientY);
      if (to !== order.indexOf(optionId)) move(optionId, to);
    },
    onPointerUp: () => setHeld(null),
    onPointerCancel: () => setHeld(null),
  });
  return (
    <>
      <ol ref={list} className="grid gap-2">
        {order.map((optionId, place) => (
          <li
            key={optionId}
            className={`flex min-h-14 items-center gap-2 rounded-sm border-2 bg-sheet pr-1 pl-3 ${held === optionId ? 'border-nav shadow-pop' : 'border-line-strong'}`}
          >
            <span className="num w-6 flex-none text-xl font-bold text-nav">{place + 1}</span>
            <span className="min-w-0 flex-1 text-lg leading-snug">{labelOf(optionId)}</span>
            <Step
              label={t('up', { option: labelOf(optionId) })}
              icon="up"
              isOff={place === 0}
              onPress={() => move(optionId, place - 1)}
            />
            <Step
              label={t('down', { option: labelOf(optionId) })}
              icon="down"
              isOff={place === order.length - 1}
              onPress={() => move(optionId, place + 1)}
            />
            <button
              type="button"
              {...drag(optionId)}
              onKeyDown={(event) => {
                const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
                if (by === 0) return;
                event.preventDefault();
                move(optionId, place + by);
              }}
              aria-label={t('grip', { option: labelOf(optionId), place: place + 1 })}
              className="grid min-h-target min-w-target cursor-grab touch-none place-items-center text-ink-3"
            >
              <Icon name="grip" />
            </button>
          </li>
        ))}
      </ol>
      <p className="sr-only" aria-live="polite">
        {said}
      </p>
    </>
  );
}

function Step({
  label,
  icon,
  isOff,
  onPress,
}: {
  label: string;
  icon: 'up' | 'down';
  isOff: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      disabled={isOff}
      aria-label={label}
      className="grid min-h-target min-w-target place-items-center text-ink-2 disabled:opacity-30"
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  );
}
