'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog, Dialog, DialogActions, ReasonField } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Entry, Turn } from '#server/modules/speaking/state.ts';
import { useFloorActs } from './conduct.tsx';
import { PersonPicker } from './person-picker.tsx';

interface Asking {
  readonly onClose: () => void;
}

/** Removing somebody from the list says why; it asks once. */
export function RemoveDialog({ entry: { entryId, version, speaker }, onClose }: Asking & { entry: Entry }) {
  const t = useTranslations('chair.remove');
  const { problem, settle } = useSettling(onClose);
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={t('title', { name: speaker.name })}
      onClose={onClose}
      onConfirm={() => void settle(['speaking.removeEntry', { entryId, basedOn: version, reason: reason.trim() }])}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('confirm')}
    >
      <p className="text-note text-ink-2">{t('text')}</p>
      <ReasonField label={t('reason')} value={reason} onChange={setReason} />
    </AskDialog>
  );
}

/** Names or corrects who speaks or spoke; the former value is kept (D17). */
export function NameDialog({ turn: { turnId, speaker }, onClose }: Asking & { turn: Turn }) {
  const t = useTranslations('chair.name');
  const { problem, settle } = useSettling(onClose);
  const [person, setPerson] = useState<Participant | null>(null);
  const name = (): void => {
    if (person) void settle(['speaking.nameSpeaker', { turnId, from: speaker?.userId ?? null, userId: person.userId }]);
  };
  return (
    <AskDialog
      title={t(speaker ? 'correct' : 'name')}
      onClose={onClose}
      onConfirm={name}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('confirm')}
      canConfirm={person !== null}
    >
      <div className="grid gap-3">
        {speaker && <p className="text-note text-ink-2">{t('now', { name: speaker.name })}</p>}
        <PersonPicker label={t('who')} picked={person} onPick={setPerson} />
      </div>
    </AskDialog>
  );
}

/** Whom a speech is addressed to: they may ask to reply (D15). */
export function AddresseesDialog({ turn, onClose }: Asking & { turn: Turn }) {
  const t = useTranslations('chair.addressees');
  const { problem, settle } = useSettling(onClose);
  const participants = useLive(({ meetings }) => meetings.participants);
  const [userIds, setUserIds] = useState<readonly string[]>(turn.addressees);
  return (
    <Dialog isOpen onClose={onClose} title={t('title', { name: turn.speaker?.name ?? '' })}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <ul className="mb-3 flex flex-wrap gap-2">
        {userIds.map((userId) => (
          <li key={userId} className="tag h-auto! gap-1 py-0 pr-0">
            {participants[userId]?.name ?? ''}
            <button
              type="button"
              className="grid size-9 place-items-center"
              aria-label={t('without', { name: participants[userId]?.name ?? '' })}
              onClick={() => setUserIds(userIds.filter((one) => one !== userId))}
            >
              <Icon name="close" className="size-4" />
            </button>
          </li>
        ))}
      </ul>
      <PersonPicker
        label={t('who')}
        picked={null}
        onPick={(person) => person && setUserIds([...userIds, person.userId])}
        among={(person) => !userIds.includes(person.userId)}
      />
      <Problem className="mt-2">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="btn btn-nav"
          onClick={() => void settle(['speaking.setAddressees', { turnId: turn.turnId, userIds }])}
        >
          {t('confirm')}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** Who is first has lost the connection: pass them, or give them the floor all the same (D7). */
export function PassDialog({
  passed,
  instead,
  onClose,
}: Asking & { passed: readonly QueuePlace[]; instead: QueuePlace | null }) {
  const t = useTranslations('chair.pass');
  const acts = useFloorActs();
  const [first] = passed;
  const names = passed.map(({ entry }) => entry.speaker.name).join(t('and'));
  const give = (place: QueuePlace): void => {
    onClose();
    void acts.grant(place.entry);
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('title', { names })}>
      <p className="text-note text-ink-2">{t(instead ? 'text' : 'nobodyElse')}</p>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        {first && (
          <button type="button" className="btn btn-line" onClick={() => give(first)}>
            {t('allTheSame', { name: first.entry.speaker.name })}
          </button>
        )}
        {instead && (
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the space bar was pressed for it
          <button type="button" autoFocus className="btn btn-nav" onClick={() => give(instead)}>
            {t('passThem', { name: instead.entry.speaker.name })}
          </button>
        )}
      </DialogActions>
    </Dialog>
  );
}
