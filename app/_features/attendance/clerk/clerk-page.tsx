'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { PhaseMark } from '#app/_features/meetings-live/phase-mark.tsx';
import { PreparedVotes } from '#app/_features/polls/prepared-votes.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient, useServerNow } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { AppearanceMenu } from '#app/_ui/appearance-menu.tsx';
import { Mark } from '#app/_ui/icon.tsx';
import { PageNotice } from '#app/_ui/states.tsx';
import { TabSheet, TabSheets } from '#app/_ui/tabs.tsx';
import { unnamedTurns } from '#server/modules/speaking/figures.ts';
import { AttendanceDesk } from './attendance-desk.tsx';
import { FloorRecord } from './floor-record.tsx';
import { HandCounts, useHandPolls } from './hand-counts.tsx';
import { LeaveRequests, waitingLeaves } from './leave-requests.tsx';

/** Where the clerk keeps the meeting's papers: who is here, who is excused, who spoke, and what the hall voted. */
export function ClerkPage({ meetingId, userId, isOffice }: { meetingId: string; userId: string; isOffice: boolean }) {
  return (
    <LiveRoot meetingId={meetingId}>
      <ClerkOnly userId={userId} isOffice={isOffice}>
        <Clerk userId={userId} />
      </ClerkOnly>
    </LiveRoot>
  );
}

/** Everyone else is led to the room; the server refuses them the clerk's commands in any case. */
function ClerkOnly({ userId, isOffice, children }: { userId: string; isOffice: boolean; children: ReactNode }) {
  const t = useTranslations('attendance.clerk.only');
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const { meetingId } = useLiveClient();
  const isKeeper = isOffice || (roles?.some((role) => role === 'clerk' || role === 'chair') ?? false);
  if (isKeeper) return children;
  return (
    <PageNotice icon="people" title={t('title')} href={`/live/${meetingId}`} go={t('room')}>
      {t('text')}
    </PageNotice>
  );
}

type Sheet = 'desk' | 'leave' | 'floor' | 'hands';

function Clerk({ userId }: { userId: string }) {
  const t = useTranslations('attendance.clerk');
  const [sheet, setSheet] = useState<Sheet>('desk');
  const leaves = useLive(({ attendance }) => waitingLeaves(attendance).length);
  const unnamed = useLive(({ speaking }) => unnamedTurns(speaking).length);
  const hands = useHandPolls().filter(({ handCounts }) => handCounts.length === 0).length;
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const isClerk = roles?.includes('clerk') ?? false;
  // The office keeps the attendance; floor and votes are the meeting's own people's (D16).
  const isRunner = isClerk || (roles?.includes('chair') ?? false);
  const tabs: readonly { readonly value: Sheet; readonly label: string; readonly count?: number }[] = [
    { value: 'desk', label: t('tabs.desk') },
    { value: 'leave', label: t('tabs.leave'), count: leaves },
    ...(isRunner ? [{ value: 'floor' as const, label: t('tabs.floor'), count: unnamed }] : []),
    ...(isClerk ? [{ value: 'hands' as const, label: t('tabs.hands'), count: hands }] : []),
  ];
  return (
    <div className="min-h-dvh">
      <Bar />
      <ConnectionLine />
      <main className="mx-auto max-w-6xl px-4 pb-12 sm:px-6">
        <TabSheets label={t('title')} value={sheet} onChange={setSheet} tabs={tabs}>
          <TabSheet value="desk" className="pt-5">
            <AttendanceDesk userId={userId} />
          </TabSheet>
          <TabSheet value="leave" className="pt-5">
            <LeaveRequests />
          </TabSheet>
          <TabSheet value="floor" className="pt-5">
            <FloorRecord />
          </TabSheet>
          <TabSheet value="hands" className="pt-5">
            <HandCounts />
            <PreparedVotes />
          </TabSheet>
        </TabSheets>
      </main>
    </div>
  );
}

function Bar() {
  const t = useTranslations('attendance.clerk');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const now = useServerNow();
  return (
    <header className="flex min-h-13 flex-wrap items-center gap-x-2 border-b border-line bg-sheet py-1 pr-2 pl-4 text-sm text-ink-2 sm:pl-5">
      <a href="/desk" aria-label={t('home')} className="tool px-0 text-ink">
        <Mark className="size-7" />
      </a>
      <h1 className="min-w-0 truncate font-serif text-lg text-ink max-sm:basis-[calc(100%-3rem)]">{title}</h1>
      <PhaseMark hasClock className="sm:ml-3" />
      <span className="ml-auto" />
      <time className="num text-lg font-bold text-ink">{clockTime(now)}</time>
      <AppearanceMenu />
    </header>
  );
}
