'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { Check } from '#app/_ui/check.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import { type Closing, OrderList, SaveFoot } from './list-parts.tsx';
import { PersonPicker } from './person-picker.tsx';
import { useList, useSectorNames } from './use-list.ts';

/** Who speaks in which order where the list is prearranged; saving may switch the list to it. */
export function PrearrangedDialog({ onClose }: Closing) {
  const t = useTranslations('chair.prearranged');
  const { itemId, list } = useList();
  const meetingStrategy = useLive(({ speaking }) => speaking.settings.strategy);
  const participants = useLive(({ meetings }) => meetings.participants);
  const [ids, setIds] = useState<readonly string[]>(list.prearranged);
  const isPrearranged = (list.strategy ?? meetingStrategy) === 'prearranged';
  const [isUsed, setUsed] = useState(true);
  const { problem, settle } = useSettling(onClose);
  const strategy = !isPrearranged && isUsed ? { strategy: 'prearranged' } : {};
  const noteOf = ({ sectorName, post }: Participant): string => sectorName ?? post ?? '';
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <OrderList
        items={ids.map((id) => {
          const person = participants[id];
          return { id, label: person?.name ?? '', note: person ? noteOf(person) : '' };
        })}
        empty={t('empty')}
        onChange={setIds}
        canRemove
      />
      <div className="mt-3">
        <PersonPicker
          label={t('add')}
          picked={null}
          onPick={(person) => person && setIds([...ids, person.userId])}
          among={({ userId, roles }) => !ids.includes(userId) && !roles.includes('technician')}
        />
      </div>
      {!isPrearranged && (
        <Check isOn={isUsed} onChange={setUsed}>
          {t('use')}
        </Check>
      )}
      <Problem className="mt-2">{problem}</Problem>
      <SaveFoot
        onClose={onClose}
        onSave={() =>
          void settle(['speaking.setList', { itemId, prearranged: ids, ...strategy, basedOn: list.version }])
        }
      />
    </Dialog>
  );
}

/** In which order rotation goes round the sectors (D14). */
export function SectorsDialog({ onClose }: Closing) {
  const t = useTranslations('chair.sectors');
  const settings = useLive(({ speaking }) => speaking.settings);
  const basedOn = useLive(({ speaking }) => speaking.settingsVersion);
  const names = useSectorNames();
  const [ids, setIds] = useState<readonly string[]>(() => [
    ...settings.sectorOrder.filter((id) => names.has(id)),
    ...[...names.keys()].filter((id) => !settings.sectorOrder.includes(id)),
  ]);
  const { problem, settle } = useSettling(onClose);
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <OrderList
        items={ids.map((id) => ({ id, label: names.get(id) ?? '' }))}
        empty={t('empty')}
        onChange={setIds}
        canRemove={false}
      />
      <Problem className="mt-2">{problem}</Problem>
      <SaveFoot onClose={onClose} onSave={() => void settle(['speaking.setSettings', { sectorOrder: ids, basedOn }])} />
    </Dialog>
  );
}
