'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useSpokenText } from '#app/_features/speaking/place-reason.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Pick } from '#app/_ui/pick.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { spentMs } from '#server/modules/speaking/clock.ts';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import type { Turn } from '#server/modules/speaking/state.ts';

/** What the minutes need of the floor: who spoke, by name; people without a device; speeches that were handed in. */
export function FloorRecord() {
  const t = useTranslations('attendance.clerk.floor');
  const turns = useLive(({ speaking }) => speaking.turns);
  const shown = turns.toReversed().toSorted((a, b) => Number(b.speaker === null) - Number(a.speaker === null));
  return (
    <div className="grid gap-x-11 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Section title={t('turns')} aside={t('turnsNote')}>
        {shown.length === 0 && <p className="py-3 text-note text-ink-2">{t('noTurns')}</p>}
        <ul>
          {shown.map((turn) => (
            <TurnLine key={turn.turnId} turn={turn} />
          ))}
        </ul>
      </Section>
      <div>
        <AddEntry />
        <Written />
      </div>
    </div>
  );
}

/** Everyone invited, for choosing one. */
function usePeople() {
  const participants = useLive(({ meetings }) => meetings.participants);
  return useMemo(
    () =>
      Object.values(participants).map(({ userId, name, sectorName, post }) => ({
        value: userId as string,
        label: [name, sectorName ?? post ?? ''].filter((part) => part !== '').join(' · '),
      })),
    [participants],
  );
}

function TurnLine({ turn }: { turn: Turn }) {
  const t = useTranslations('attendance.clerk.floor');
  const k = useTranslations('speaking');
  const spoken = useSpokenText();
  const people = usePeople();
  const { send, problem, isSending } = useCommand();
  const [isOpen, setOpen] = useState(turn.speaker === null);
  const [to, setTo] = useState<string | null>(null);
  const phase = useLive(({ meetings }) => meetings.phase);
  const from = turn.speaker?.userId ?? null;
  const mayName = phase === 'live' || phase === 'suspended' || phase === 'ended';
  const wanted = to ?? people[0]?.value ?? '';
  const name = turn.speaker?.name ?? t('unnamed');
  const save = async (): Promise<void> => {
    const ack = await send('speaking.nameSpeaker', { turnId: turn.turnId, from, userId: wanted });
    if (ack.ok) setOpen(false);
  };
  return (
    <li className="border-b border-line py-2">
      <div className="flex flex-wrap items-center gap-x-3">
        <span className="num text-ink-3">{clockTime(turn.startedAt)}</span>
        <b className={turn.speaker ? '' : 'text-time'}>{name}</b>
        <span className="num text-note text-ink-2">
          {k(`kind.${turn.kind}`)}
          {turn.endedAt !== null && ` · ${spoken(Math.floor(spentMs(turn, turn.endedAt) / 1_000))}`}
          {turn.former.length > 0 && ` · ${t('corrected')}`}
        </span>
        {mayName && !isOpen && (
          <button
            type="button"
            className="tool ml-auto text-nav"
            aria-label={t('correctOf', { name })}
            onClick={() => setOpen(true)}
          >
            {t('correct')}
          </button>
        )}
      </div>
      {mayName && isOpen && (
        <div className="flex flex-wrap items-end gap-2 py-1">
          <div className="min-w-0 flex-1 basis-52">
            <Pick label={t('speaker')} options={people} value={to} onPick={setTo} />
          </div>
          <button type="button" className="btn btn-nav" disabled={isSending} onClick={() => void save()}>
            {t('save')}
          </button>
          {turn.speaker && (
            <button type="button" className="btn btn-line" onClick={() => setOpen(false)}>
              {t('cancel')}
            </button>
          )}
        </div>
      )}
      <Problem>{problem}</Problem>
    </li>
  );
}

const kinds: readonly SpeakingKind[] = ['speech', 'pointOfOrder', 'interposedQuestion'];

/** Somebody without a device: put on the list and checked in by one step (D7). */
function AddEntry() {
  const t = useTranslations('attendance.clerk.floor');
  const k = useTranslations('speaking.kind');
  const people = usePeople();
  const { send, problem, isSending } = useCommand();
  const phase = useLive(({ meetings }) => meetings.phase);
  const [userId, setUserId] = useState<string | null>(null);
  const [kind, setKind] = useState<string>('speech');
  const [done, setDone] = useState('');
  if (phase !== 'open' && phase !== 'live' && phase !== 'suspended') return null;
  const wanted = userId ?? people[0]?.value ?? '';
  const add = async (): Promise<void> => {
    const ack = await send('speaking.addEntry', { userId: wanted, kind, source: 'venue', checkIn: true });
    setDone(ack.ok ? t('added', { name: people.find(({ value }) => value === wanted)?.label ?? '' }) : '');
  };
  return (
    <Section title={t('add')}>
      <p className="mb-2 text-sm text-ink-3">{t('addText')}</p>
      <div className="grid gap-2">
        <Pick label={t('person')} options={people} value={userId} onPick={setUserId} />
        <Pick
          label={t('kind')}
          options={kinds.map((value) => ({ value, label: k(value) }))}
          value={kind}
          onPick={setKind}
        />
        <Problem>{problem}</Problem>
        <button
          type="button"
          className="btn btn-nav justify-self-start"
          disabled={isSending}
          onClick={() => void add()}
        >
          {t('addAct')}
        </button>
        <p role="status" className="text-note text-nav">
          {done}
        </p>
      </div>
    </Section>
  );
}

function Written() {
  const t = useTranslations('attendance.clerk.floor');
  const people = usePeople();
  const { send, problem, isSending } = useCommand();
  const written = useLive(({ speaking }) => speaking.written);
  const phase = useLive(({ meetings }) => meetings.phase);
  const [userId, setUserId] = useState<string | null>(null);
  const [title, setTitle] = useState('');
  const add = async (): Promise<void> => {
    const wanted = userId ?? people[0]?.value ?? '';
    const ack = await send('speaking.addWrittenSpeech', { userId: wanted, title: title.trim() });
    if (ack.ok) setTitle('');
  };
  return (
    <Section title={t('written')}>
      <ul>
        {written.map((one) => (
          <li key={one.writtenId} className="flex items-center gap-2 border-b border-line text-note">
            <span className="min-w-0 py-2">
              <b>{one.speaker.name}</b> {one.title}
            </span>
            {phase !== 'archived' && (
              <button
                type="button"
                className="tool ml-auto text-nav"
                aria-label={t('removeOf', { name: one.speaker.name })}
                onClick={() =>
                  void send('speaking.removeWrittenSpeech', { writtenId: one.writtenId, reason: t('removed') })
                }
              >
                {t('remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {phase !== 'archived' && (
        <form
          className="mt-2 grid gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <Pick label={t('person')} options={people} value={userId} onPick={setUserId} />
          <input
            className="field"
            aria-label={t('writtenTitle')}
            placeholder={t('writtenTitle')}
            maxLength={160}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
          />
          <Problem>{problem}</Problem>
          <button type="submit" className="btn btn-line justify-self-start" disabled={isSending || title.trim() === ''}>
            {t('writtenAct')}
          </button>
        </form>
      )}
    </Section>
  );
}
