'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { sendCommand } from '#app/_lib/command.ts';
import { dayInLists } from '#app/_lib/format.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { MeetingRow } from '#server/modules/meetings/index.ts';
import type { ReplaysState } from '#server/modules/replays/fold.ts';
import { HoldDialog, LiftDialog, TakeDownDialog, VisibilityDialog } from './replay-dialogs.tsx';

export interface DeskMeeting extends MeetingRow {
  readonly replay: ReplaysState;
}

type Open = 'visibility' | 'takeDown' | 'lift' | 'hold';

/** Every meeting that has ended: who sees it again, what is down, whether it is held. */
export function ReplayDesk({ meetings }: { meetings: readonly DeskMeeting[] }) {
  const t = useTranslations('retention.desk');
  const [open, setOpen] = useState<{ readonly kind: Open; readonly meetingId: string } | null>(null);
  const meeting = meetings.find(({ meetingId }) => meetingId === open?.meetingId);
  const close = (): void => setOpen(null);
  const props = meeting && {
    meeting,
    onClose: close,
    submit: (name: string, input: object) =>
      sendCommand(meeting.meetingId, `replays.${name}`, input).then((ack) => (ack.ok ? {} : { error: ack.error })),
  };
  return (
    <Section title={t('title')} aside={<span className="num">{t('count', { count: meetings.length })}</span>}>
      {meetings.length === 0 && (
        <Notice icon="calendar" title={t('none')}>
          {t('noneText')}
        </Notice>
      )}
      <ul>
        {meetings.map((one) => (
          <Line key={one.meetingId} meeting={one} onOpen={(kind) => setOpen({ kind, meetingId: one.meetingId })} />
        ))}
      </ul>
      {props && open?.kind === 'visibility' && <VisibilityDialog {...props} />}
      {props && open?.kind === 'takeDown' && <TakeDownDialog {...props} />}
      {props && open?.kind === 'lift' && <LiftDialog {...props} />}
      {props && open?.kind === 'hold' && <HoldDialog {...props} />}
    </Section>
  );
}

function Line({ meeting, onOpen }: { meeting: DeskMeeting; onOpen: (kind: Open) => void }) {
  const t = useTranslations('retention.desk');
  const locale = useLocale();
  const { replay, title, meetingId, access, endedAt } = meeting;
  const shown = replay.visibility ?? (access === 'public' ? 'public' : 'members');
  const act = (kind: Open, label: string) => (
    <button type="button" className="tool text-nav" aria-haspopup="dialog" onClick={() => onOpen(kind)}>
      {label}
      <span className="sr-only">{title}</span>
    </button>
  );
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line py-2 first:border-0">
      <div className="min-w-0 flex-1 basis-80">
        <Link href={`/replay/${meetingId}`} className="text-lg leading-snug">
          {title}
        </Link>
        <p className="num flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-3">
          {endedAt !== null && <span>{dayInLists(endedAt, locale, Date.now())}</span>}
          <span>{t(`visibility.${shown}`)}</span>
          {replay.delayMinutes > 0 && <span>{t('delayed', { minutes: replay.delayMinutes })}</span>}
          {replay.takedowns.length > 0 && (
            <b className="tag border-ink text-ink">{t('down', { count: replay.takedowns.length })}</b>
          )}
          {replay.heldFor !== null && (
            <b className="tag inline-flex items-center gap-1 border-ink text-ink">
              <Icon name="lock" className="size-4" />
              {t('held')}
            </b>
          )}
        </p>
      </div>
      <span className="-mr-2.5 flex flex-wrap">
        {act('visibility', t('setVisibility'))}
        {act('takeDown', t('takeDown'))}
        {replay.takedowns.length > 0 && act('lift', t('lift'))}
        {act('hold', t(replay.heldFor === null ? 'hold' : 'release'))}
      </span>
    </li>
  );
}
