'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Entry, Turn } from '#server/modules/speaking/state.ts';
import { useFloorActs } from './conduct.tsx';
import { PersonPicker } from './person-picker.tsx';

interface Asking {
  readonly onClose: () => void;
}

/** Sends a command of a dialog: it closes when it was taken, and says why when it was not. */
function useSettling(onClose: () => void): {
  readonly problem: string | null;
  readonly settle: (answer: Promise<CommandAck>) => void;
} {
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const settle = (answer: Promise<CommandAck>): void =>
    void answer.then((ack) => (ack.ok ? onClose() : setProblem(say(ack.error))));
  return { problem, settle };
}

/** Removing somebody from the list says why; it asks once. */
export function RemoveDialog({ entry, onClose }: Asking & { entry: Entry }) {
  const t = useTranslations('chair.remove');
  const { send } = useLiveClient();
  const { problem, settle } = useSettling(onClose);
  const [reason, setReason] = useState('');
  return (
    <Dialog isOpen onClose={onClose} title={t('title', { name: entry.speaker.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          settle(
            send('speaking.removeEntry', { entryId: entry.entryId, basedOn: entry.version, reason: reason.trim() }),
          );
        }}
      >
        <p className="text-note text-ink-2">{t('text')}</p>
        <label className="mt-3 grid gap-1 text-sm text-ink-2">
          {t('reason')}
          <input className="field" value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
        </label>
        <Problem className="mt-2">{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="btn btn-nav">
            {t('confirm')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Names or corrects who speaks or spoke; the former value is kept (D17). */
export function NameDialog({ turn, onClose }: Asking & { turn: Turn }) {
  const t = useTranslations('chair.name');
  const { send } = useLiveClient();
  const { problem, settle } = useSettling(onClose);
  const [person, setPerson] = useState<Participant | null>(null);
  return (
    <Dialog isOpen onClose={onClose} title={t(turn.speaker ? 'correct' : 'name')}>
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!person) return;
          const from = turn.speaker?.userId ?? null;
          settle(send('speaking.nameSpeaker', { turnId: turn.turnId, from, userId: person.userId }));
        }}
      >
        {turn.speaker && <p className="text-note text-ink-2">{t('now', { name: turn.speaker.name })}</p>}
        <PersonPicker label={t('who')} picked={person} onPick={setPerson} />
        <Problem>{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="btn btn-nav" disabled={!person}>
            {t('confirm')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Whom a speech is addressed to: they may ask to reply (D15). */
export function AddresseesDialog({ turn, onClose }: Asking & { turn: Turn }) {
  const t = useTranslations('chair.addressees');
  const { send } = useLiveClient();
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
          onClick={() => settle(send('speaking.setAddressees', { turnId: turn.turnId, userIds }))}
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
