'use client';

import { useTranslations } from 'next-intl';
import type { RefObject } from 'react';
import { Attendance } from '#app/_features/attendance/attendance.tsx';
import { MembersChat } from '#app/_features/chat/members-chat.tsx';
import { PublishedQuestions } from '#app/_features/chat/published-questions.tsx';
import { Agenda } from '#app/_features/meetings-live/agenda.tsx';
import { PollSheet, useUnanswered } from '#app/_features/polls/poll-sheet.tsx';
import type { Ballots } from '#app/_features/polls/use-ballots.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { TabSheet, TabSheets } from '#app/_ui/tabs.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { queueOf } from '#server/modules/speaking/figures.ts';
import { SpeakingNotYet, SpeakingSheet } from './speaking-sheet.tsx';

export type RoomSheet = 'agenda' | 'speaking' | 'chat' | 'votes' | 'questions';

interface RoomRailProps {
  readonly userId: string;
  readonly sheet: RoomSheet;
  readonly onSheet: (sheet: RoomSheet) => void;
  /** Where words are written, for the button that leads there. */
  readonly ballots: Ballots;
  readonly onStage: (poll: Poll) => void;
  readonly composer: RefObject<HTMLInputElement | null>;
}

/** The papers beside the stage: agenda, talk, questions of the public; attendance below on wide pages. */
export function RoomRail({ userId, sheet, onSheet, ballots, onStage, composer }: RoomRailProps) {
  const t = useTranslations('rooms.rail');
  const count = useLive(({ chat }) => chat.counts.members);
  const waiting = useLive(({ speaking, meetings }) => queueOf(speaking, meetings.currentItemId).length);
  const unanswered = useUnanswered(ballots);
  const questions = useLive(({ chat }) => chat.published.length);
  const phase = useLive(({ meetings }) => meetings.phase);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const isObserver = roles?.every((role) => role === 'observer') ?? false;
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const canPost = isRunning && !isObserver;
  const tabs = [
    { value: 'agenda', label: t('agenda') },
    { value: 'speaking', label: t('speaking'), count: waiting },
    { value: 'chat', label: t('chat'), count },
    { value: 'votes', label: t('votes'), count: unanswered },
    { value: 'questions', label: t('questions'), count: questions },
  ] as const;
  return (
    <aside
      aria-label={t('title')}
      className="flex min-h-0 flex-col bg-sheet max-lg:min-h-60 max-lg:in-data-[voting]:hidden lg:col-start-2 lg:row-span-2 lg:row-start-1"
    >
      <TabSheets label={t('title')} value={sheet} onChange={onSheet} tabs={tabs}>
        <TabSheet value="agenda" className="overflow-y-auto">
          <Agenda />
          <Documents />
          <div className="pt-3 lg:hidden">
            <Attendance columns={1} />
          </div>
        </TabSheet>
        <TabSheet value="speaking" className="overflow-y-auto">
          {phase === 'scheduled' ? <SpeakingNotYet /> : <SpeakingSheet userId={userId} canAsk={isRunning} />}
        </TabSheet>
        <TabSheet value="chat" className="flex flex-col data-[state=inactive]:hidden">
          <MembersChat me={userId} canModerate={false} canPost={canPost} composer={composer} />
        </TabSheet>
        <TabSheet value="votes" className="overflow-y-auto">
          <PollSheet userId={userId} ballots={ballots} onStage={onStage} />
        </TabSheet>
        <TabSheet value="questions" className="overflow-y-auto">
          <PublishedQuestions />
        </TabSheet>
      </TabSheets>
      <div className="flex-none max-lg:hidden">
        <Attendance limit={10} />
      </div>
    </aside>
  );
}

function Documents() {
  const t = useTranslations('rooms.rail');
  const documents = useLive(({ meetings }) => meetings.documents);
  const { meetingId } = useLiveClient();
  if (documents.length === 0) return null;
  return (
    <section className="border-t border-line px-5 py-3">
      <h2 className="text-sm font-normal text-ink-3">{t('documents')}</h2>
      <ul>
        {documents.map((document) => (
          <li key={document.documentId}>
            <a
              className="flex min-h-target items-center gap-2 text-note no-underline"
              href={`/api/live/${meetingId}/documents/${document.documentId}`}
              target="_blank"
              rel="noreferrer"
            >
              <Icon name="document" />
              <span className="truncate">{document.title}</span>
              <span className="num ml-auto text-sm whitespace-nowrap text-ink-3">
                {document.pageCount > 0 && t('pages', { count: document.pageCount })}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
