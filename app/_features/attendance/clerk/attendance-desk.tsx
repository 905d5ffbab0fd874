'use client';

import { useTranslations } from 'next-intl';
import { useMemo, useRef, useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Choices } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice, Problem } from '#app/_ui/states.tsx';
import { Head, Table } from '#app/_ui/table.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { CheckedIn } from '#server/modules/attendance/contract.ts';
import { QuorumLight } from '../attendance.tsx';
import { useAttendance } from '../use-attendance.ts';
import { DeskSide } from './desk-side.tsx';
import { PersonDialog } from './person-dialog.tsx';
import {
  countsOf,
  found,
  isMemberCode,
  type ListFilter,
  linesOf,
  listFilters,
  type PersonLine,
} from './person-line.ts';
import { hasScanner, Scanner } from './scanner.tsx';
import { useStateText } from './state-text.ts';
import { Uninvited } from './uninvited.tsx';

const aMinute = 60_000;

/** Search, one press, checked in: the desk at the door. */
export function AttendanceDesk({ userId }: { userId: string }) {
  const t = useTranslations('attendance.clerk.desk');
  const { send, problem } = useCommand();
  const participants = useLive(({ meetings }) => meetings.participants);
  const startedAt = useLive(({ meetings }) => meetings.startedAt);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const phase = useLive(({ meetings }) => meetings.phase);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  // Whoever has no place of their own is here for the office.
  const mayInvite = roles === undefined || roles.includes('clerk') || roles.includes('officer');
  const attendance = useLive((view) => view.attendance);
  const now = useServerNow(aMinute);
  const [text, setText] = useState('');
  const [filter, setFilter] = useState<ListFilter>('all');
  const [opened, setOpened] = useState<string | null>(null);
  const [isScanning, setScanning] = useState(false);
  const [said, setSaid] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const lines = useMemo(
    () => linesOf(participants, attendance, { startedAt, endedAt }, now),
    [participants, attendance, startedAt, endedAt, now],
  );
  const counts = useMemo(() => countsOf(lines), [lines]);
  const shown = found(lines, filter, text);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';

  const tell = (ack: CommandAck): void => {
    if (!ack.ok) return setSaid('');
    const { userId: arrived, at, isNew } = ack.output as CheckedIn;
    const name = participants[arrived]?.name ?? '';
    setSaid(t(isNew ? 'done' : 'already', { name, time: clockTime(at) }));
    setText('');
    field.current?.focus();
  };
  const checkIn = (input: object): void => void send('attendance.checkInAtDesk', input).then(tell);
  /** A member's code or number checks in whoever carries it; a name that is left alone in the list, that person. */
  const submit = (): void => {
    const typed = text.trim();
    const [only] = shown;
    if (typed === '') return;
    if (isMemberCode(typed)) checkIn({ by: 'memberCode', code: typed });
    else if (/\d/.test(typed)) checkIn({ by: 'number', number: typed });
    else if (only && shown.length === 1) checkIn({ by: 'name', userId: only.person.userId });
  };

  const openedLine = lines.find(({ person }) => person.userId === opened);
  return (
    <div className="grid gap-x-11 gap-y-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
      <section aria-label={t('title')} className="min-w-0">
        <Standing />
        <form
          className="mt-3 flex flex-wrap items-center gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <input
            ref={field}
            type="search"
            aria-label={t('search')}
            placeholder={t('search')}
            className="field min-w-0 flex-1 basis-56"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {isRunning && (
            <button type="submit" className="btn btn-nav">
              {t('checkIn')} <kbd className="max-sm:hidden">Enter</kbd>
            </button>
          )}
          {isRunning && hasScanner() && (
            <button type="button" className="btn btn-line" onClick={() => setScanning(true)}>
              <Icon name="camera" />
              {t('scan')}
            </button>
          )}
        </form>
        <p role="status" className="min-h-6 text-note font-bold text-nav">
          {said}
        </p>
        <Problem>{problem}</Problem>
        <Choices
          label={t('filter')}
          value={filter}
          onChange={setFilter}
          options={listFilters.map((value) => ({ value, label: t(`filters.${value}`), count: counts[value] }))}
        />
        {shown.length === 0 ? (
          <Notice icon="people" title={t('nobody')}>
            {text === '' ? t('nobodyText') : t('nobodyFound')}
          </Notice>
        ) : (
          <Table
            caption={t('title')}
            heads={
              <>
                <Head>{t('name')}</Head>
                <Head>{t('state')}</Head>
                <Head>
                  <span className="sr-only">{t('act')}</span>
                </Head>
              </>
            }
          >
            {shown.map((line) => (
              <Row
                key={line.person.userId}
                line={line}
                onOpen={() => setOpened(line.person.userId)}
                onCheckIn={isRunning ? () => checkIn({ by: 'name', userId: line.person.userId }) : null}
              />
            ))}
          </Table>
        )}
        <Uninvited text={text} isOpen={isRunning && mayInvite} />
      </section>
      <DeskSide />
      {openedLine && <PersonDialog line={openedLine} onClose={() => setOpened(null)} />}
      {isScanning && (
        <Scanner
          onClose={() => setScanning(false)}
          onCode={(code) => {
            setScanning(false);
            checkIn({ by: 'memberCode', code });
          }}
        />
      )}
    </div>
  );
}

/** The count and the quorum, as everybody sees them. */
function Standing() {
  const t = useTranslations('attendance.presence');
  const figures = useAttendance();
  const { present, entitled, venue, online, onLeave, beside } = figures;
  return (
    <p className="num flex flex-wrap items-baseline gap-x-4 text-note text-ink-2">
      <span>
        {t('title')} <b className="text-2xl text-ink">{present}</b> / {entitled}
      </span>
      <span>{t('venue', { count: venue })}</span>
      <span>{t('online', { count: online })}</span>
      <span>{t('onLeave', { count: onLeave })}</span>
      <span>{t('beside', { count: beside.present })}</span>
      <QuorumLight figures={figures} />
    </p>
  );
}

interface RowProps {
  readonly line: PersonLine;
  readonly onOpen: () => void;
  readonly onCheckIn: (() => void) | null;
}

function Row({ line: { person, of }, onOpen, onCheckIn }: RowProps) {
  const t = useTranslations('attendance.clerk.desk');
  const state = useStateText();
  return (
    <tr className="border-b border-line max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:items-center max-md:py-1">
      <th scope="row" className="py-2 pr-3 text-left font-normal max-md:min-w-0">
        <b className="text-lg">{person.name}</b>
        <span className="ml-2 text-note text-ink-2">{person.sectorName ?? person.post ?? ''}</span>
      </th>
      <td className="num py-1 pr-3 text-note text-ink-2 max-md:col-start-1 max-md:row-start-2">
        {state(of)}
        <Marks of={of} />
      </td>
      <td className="py-1 text-right whitespace-nowrap max-md:col-start-2 max-md:row-span-2 max-md:row-start-1">
        {of.place === null && onCheckIn && (
          <button
            type="button"
            className="btn btn-line"
            aria-label={t('checkInOf', { name: person.name })}
            onClick={onCheckIn}
          >
            {t('checkIn')}
          </button>
        )}
        <button
          type="button"
          className="tool text-nav"
          aria-label={t('openOf', { name: person.name })}
          onClick={onOpen}
        >
          {t('open')}
        </button>
      </td>
    </tr>
  );
}

function Marks({ of }: { of: PersonLine['of'] }) {
  const t = useTranslations('attendance.clerk.marks');
  const missed = of.checks.asked - of.checks.answered;
  return (
    <span className="ml-2 inline-flex flex-wrap gap-1.5 empty:hidden">
      {of.isLate && <span className="tag">{t('late')}</span>}
      {of.hasLeftEarly && <span className="tag">{t('early')}</span>}
      {of.isAway && <span className="tag">{t('away')}</span>}
      {missed > 0 && <span className="tag">{t('missed', { count: missed })}</span>}
    </span>
  );
}
