'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Check } from '#app/_ui/check.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import { frozenEntries } from '#server/modules/speaking/figures.ts';
import { emptyList, listKey, type SpeakingList } from '#server/modules/speaking/state.ts';
import { PersonPicker } from './person-picker.tsx';

export interface Closing {
  readonly onClose: () => void;
}

const kinds: readonly SpeakingKind[] = ['speech', 'reply', 'pointOfOrder', 'interposedQuestion'];
const minuteMs = 60_000;
const usualMinutes = [1, 2, 3, 5, 6, 8, 10, 15, 20, 30] as const;

/** What the current item's list has of its own; commands name its version (D12). */
export function useList(): { readonly itemId: string | null; readonly list: SpeakingList } {
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const list = useLive(({ speaking }) => speaking.lists[listKey(itemId)] ?? emptyList);
  return { itemId, list };
}

/** Sends one command after another and stops at the first that is refused; its reason stands in the dialog. */
export function useSaving(onDone: () => void): {
  readonly problem: string | null;
  readonly save: (commands: readonly (readonly [string, object])[]) => Promise<void>;
} {
  const { send } = useLiveClient();
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const save = async (commands: readonly (readonly [string, object])[]): Promise<void> => {
    for (const [type, input] of commands) {
      const ack: CommandAck = await send(type, input);
      if (!ack.ok) return setProblem(say(ack.error));
    }
    onDone();
  };
  return { problem, save };
}

function Foot({ onClose, onSave }: Closing & { onSave: () => void }) {
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

type Chosen = 'follow' | 'none' | `${number}`;

/** How long a turn of each kind is: for this item, and for the meeting where the item says nothing. */
export function LimitsDialog({ onClose }: Closing) {
  const t = useTranslations('chair.limits');
  const kindWords = useTranslations('speaking.kind');
  const { itemId, list } = useList();
  const settings = useLive(({ speaking }) => speaking.settings);
  const settingsVersion = useLive(({ speaking }) => speaking.settingsVersion);
  const [ofMeeting, setOfMeeting] = useState(settings.limits);
  const [ofItem, setOfItem] = useState(list.limits ?? {});
  const [requiresPresence, setRequiresPresence] = useState(settings.requiresPresence);
  const [hasScreen, setHasScreen] = useState(settings.sources.includes('screenShare'));
  const { problem, save } = useSaving(onClose);
  const label = (ms: number | null): string =>
    ms === null
      ? t('noLimit')
      : ms % minuteMs === 0
        ? t('minutes', { minutes: ms / minuteMs })
        : t('seconds', { seconds: ms / 1_000 });
  const options = (current: number | null | undefined, canFollow: boolean, followed: number | null) => {
    const known = new Set<number>(usualMinutes.map((minutes) => minutes * minuteMs));
    if (typeof current === 'number') known.add(current);
    return [
      ...(canFollow ? [{ value: 'follow', label: t('follow', { limit: label(followed) }) }] : []),
      ...[...known].toSorted((a, b) => a - b).map((ms) => ({ value: String(ms), label: label(ms) })),
      { value: 'none', label: t('noLimit') },
    ];
  };
  const chosen = (value: number | null | undefined): Chosen =>
    value === undefined ? 'follow' : value === null ? 'none' : (String(value) as Chosen);
  const sources = settings.sources.filter((source) => source !== 'screenShare');
  const commands = (): readonly (readonly [string, object])[] => [
    [
      'speaking.setSettings',
      {
        limits: ofMeeting,
        requiresPresence,
        sources: hasScreen ? [...sources, 'screenShare'] : sources,
        basedOn: settingsVersion,
      },
    ],
    ['speaking.setList', { itemId, limits: Object.keys(ofItem).length > 0 ? ofItem : null, basedOn: list.version }],
  ];
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <div className="grid grid-cols-[1fr_1fr] gap-x-4 gap-y-3">
        <h3 className="text-note">{t('ofItem')}</h3>
        <h3 className="text-note">{t('ofMeeting')}</h3>
        {kinds.map((kind) => (
          <div key={kind} className="contents">
            <Pick
              label={kindWords(kind)}
              options={options(ofItem[kind], true, ofMeeting[kind])}
              value={chosen(ofItem[kind])}
              onPick={(value) => {
                const { [kind]: _, ...others } = ofItem;
                setOfItem(value === 'follow' ? others : { ...others, [kind]: value === 'none' ? null : Number(value) });
              }}
            />
            <Pick
              label={kindWords(kind)}
              options={options(ofMeeting[kind], false, null)}
              value={chosen(ofMeeting[kind])}
              onPick={(value) => setOfMeeting({ ...ofMeeting, [kind]: value === 'none' ? null : Number(value) })}
            />
          </div>
        ))}
      </div>
      <Check isOn={requiresPresence} onChange={setRequiresPresence}>
        {t('requiresPresence')}
      </Check>
      <Check isOn={hasScreen} onChange={setHasScreen}>
        {t('screenShare')}
      </Check>
      <Problem>{problem}</Problem>
      <Foot onClose={onClose} onSave={() => void save(commands())} />
    </Dialog>
  );
}

interface OrderProps {
  readonly title: string;
  readonly text: string;
  readonly empty: string;
  readonly items: readonly { readonly id: string; readonly label: string; readonly note?: string }[];
  readonly onChange: (ids: readonly string[]) => void;
  readonly canRemove: boolean;
}

/** A list whose order is set row by row, with presses that say what they move. */
function OrderList({ items, onChange, canRemove, empty }: Omit<OrderProps, 'title' | 'text'>) {
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
          <Small icon="up" isOff={at === 0} label={t('up', { label })} onPress={() => swap(at, at - 1)} />
          <Small
            icon="down"
            isOff={at === items.length - 1}
            label={t('down', { label })}
            onPress={() => swap(at, at + 1)}
          />
          {canRemove && (
            <Small
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

function Small({
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

/** Who speaks in which order where the list is prearranged; saving may switch the list to it. */
export function PrearrangedDialog({ onClose }: Closing) {
  const t = useTranslations('chair.prearranged');
  const { itemId, list } = useList();
  const meetingStrategy = useLive(({ speaking }) => speaking.settings.strategy);
  const participants = useLive(({ meetings }) => meetings.participants);
  const [ids, setIds] = useState<readonly string[]>(list.prearranged);
  const isPrearranged = (list.strategy ?? meetingStrategy) === 'prearranged';
  const [isUsed, setUsed] = useState(true);
  const { problem, save } = useSaving(onClose);
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
      <Foot
        onClose={onClose}
        onSave={() =>
          void save([['speaking.setList', { itemId, prearranged: ids, ...strategy, basedOn: list.version }]])
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
  const { problem, save } = useSaving(onClose);
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
      <Foot onClose={onClose} onSave={() => void save([['speaking.setSettings', { sectorOrder: ids, basedOn }]])} />
    </Dialog>
  );
}

/** Names of the sectors that somebody of the meeting belongs to, by id. */
export function useSectorNames(): ReadonlyMap<string, string> {
  const participants = useLive(({ meetings }) => meetings.participants);
  return new Map(
    Object.values(participants).flatMap(({ sectorId, sectorName }) =>
      sectorId !== null && sectorName !== null ? [[sectorId, sectorName] as const] : [],
    ),
  );
}

/** Speeches that are handed in instead of held: they take no floor and no time (F6). */
export function WrittenDialog({ onClose }: Closing) {
  const t = useTranslations('chair.written');
  const { itemId } = useList();
  const written = useLive(({ speaking }) => speaking.written);
  const documents = useLive(({ meetings }) => meetings.documents);
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const [person, setPerson] = useState<Participant | null>(null);
  const [title, setTitle] = useState('');
  const [documentId, setDocumentId] = useState('');
  const { problem, save } = useSaving(() => {
    setPerson(null);
    setTitle('');
  });
  const remove = (writtenId: string): void =>
    void save([['speaking.removeWrittenSpeech', { writtenId, reason: t('removed') }]]);
  const add = (): void => {
    if (person)
      void save([
        [
          'speaking.addWrittenSpeech',
          { userId: person.userId, itemId, title: title.trim(), documentId: documentId || null },
        ],
      ]);
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      {written.length === 0 ? (
        <p className="mb-3 text-note text-ink-3">{t('empty')}</p>
      ) : (
        <ul className="mb-4 max-h-[30dvh] overflow-y-auto border-y border-line">
          {written.map((one) => (
            <li key={one.writtenId} className="flex min-h-11 items-center gap-2 border-b border-line last:border-0">
              <span className="min-w-0 flex-1 truncate text-note">
                <b>{one.speaker.name}</b> {one.title}
                <span className="ml-2 text-sm text-ink-3">
                  {agenda.find((item) => item.itemId === one.itemId)?.title} {clockTime(one.addedAt)}
                </span>
              </span>
              <Small
                icon="close"
                isOff={false}
                label={t('remove', { title: one.title })}
                onPress={() => remove(one.writtenId)}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <PersonPicker label={t('who')} picked={person} onPick={setPerson} />
        <label className="grid gap-1 text-sm text-ink-2">
          {t('name')}
          <input
            className="field"
            required
            value={title}
            maxLength={160}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        {documents.length > 0 && (
          <Pick
            label={t('document')}
            options={[
              { value: '', label: t('noDocument') },
              ...documents.map((one) => ({ value: one.documentId, label: one.title })),
            ]}
            value={documentId}
            onPick={setDocumentId}
          />
        )}
        <Problem>{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('close')}
          </button>
          <button type="submit" className="btn btn-nav" disabled={!person}>
            {t('add')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

/** Who waits on other items: they wait again when those come back (D6). */
export function FrozenDialog({ onClose }: Closing) {
  const t = useTranslations('chair.frozen');
  const kindWords = useTranslations('speaking.kind');
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const speaking = useLive((state) => state.speaking);
  const entries = frozenEntries(speaking, current);
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <ul className="border-y border-line">
        {entries.map(({ entryId, speaker, kind, itemId }) => (
          <li
            key={entryId}
            className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line text-note last:border-0"
          >
            <b>{speaker.name}</b> {kindWords(kind)}
            <span className="ml-auto text-sm text-ink-2">
              {agenda.find((item) => item.itemId === itemId)?.title ?? t('noItem')}
            </span>
          </li>
        ))}
      </ul>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('close')}
        </button>
      </DialogActions>
    </Dialog>
  );
}
