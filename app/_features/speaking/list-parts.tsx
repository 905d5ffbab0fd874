'use client';

import { useTranslations } from 'next-intl';
import { DialogActions } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';

export interface Closing {
  readonly onClose: () => void;
}

/** The presses under settings that are saved together. */
export function SaveFoot({ onClose, onSave }: Closing & { onSave: () => void }) {
  const t = useTranslations('chair.list');
  return (
    <DialogActions>
      <button type="button" className="btn btn-line" onClick={onClose}>
        {t('cancel')}
      </button>
      <button type="button" className="btn btn-nav" onClick={onSave}>
        {t('save')}
      </button>
    </DialogActions>
  );
}

interface OrderProps {
  readonly empty: string;
  readonly items: readonly { readonly id: string; readonly label: string; readonly note?: string }[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly canRemove: boolean;
}

/** A list whose order is set row by row, with presses that say what they move. */
export function OrderList({ items, onChange, canRemove, empty }: OrderProps) {
  const t = useTranslations('chair.order');
  const ids = items.map(({ id }) => id);
  const swap = (at: number, to: number): void => {
    const next = [...ids];
    const [moved] = next.splice(at, 1);
    if (moved !== undefined) next.splice(to, 0, moved);
    onChange(next);
  };
  if (items.length === 0) return <p className="py-3 text-note text-ink-3">{empty}</p>;
  return (
    <ol className="max-h-[45dvh] overflow-y-auto border-y border-line">
      {items.map(({ id, label, note }, at) => (
        <li key={id} className="flex min-h-11 items-center gap-1 border-b border-line text-note last:border-0">
          <span className="num w-8 text-ink-3">{at + 1}</span>
          <span className="min-w-0 flex-1 truncate">
            <b>{label}</b> <span className="text-sm text-ink-2">{note}</span>
          </span>
          <SmallPress icon="up" isOff={at === 0} label={t('up', { label })} onPress={() => swap(at, at - 1)} />
          <SmallPress
            icon="down"
            isOff={at === items.length - 1}
            label={t('down', { label })}
            onPress={() => swap(at, at + 1)}
          />
          {canRemove && (
            <SmallPress
              icon="close"
              isOff={false}
              label={t('remove', { label })}
              onPress={() => onChange(ids.filter((one) => one !== id))}
            />
          )}
        </li>
      ))}
    </ol>
  );
}

/** A press with a mark alone; its label says what it does. */
export function SmallPress({
  icon,
  label,
  isOff,
  onPress,
}: {
  icon: 'up' | 'down' | 'close';
  label: string;
  isOff: boolean;
  onPress: () => void;
}) {
  return (
    <button
      type="button"
      aria-label={label}
      disabled={isOff}
      className="grid size-11 place-items-center text-ink-2 disabled:opacity-30 elder:size-target"
      onClick={onPress}
    >
      <Icon name={icon} className="size-4.5" />
    </button>
  );
}
