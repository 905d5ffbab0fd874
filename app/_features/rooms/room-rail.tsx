'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from 'radix-ui';
import { MembersChat } from '#app/_features/chat/members-chat.tsx';
import { PublishedQuestions } from '#app/_features/chat/published-questions.tsx';
import { Agenda } from '#app/_features/meetings-live/agenda.tsx';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Attendance } from './attendance.tsx';

const tab =
  'relative min-h-13 px-1 text-base text-ink-2 data-[state=active]:font-bold data-[state=active]:text-nav data-[state=active]:after:absolute data-[state=active]:after:inset-x-5 data-[state=active]:after:-bottom-px data-[state=active]:after:h-0.75 data-[state=active]:after:bg-nav';

/** The papers beside the stage: agenda, talk, questions of the public; attendance below on wide pages. */
export function RoomRail({ userId }: { userId: string }) {
  const t = useTranslations('rooms.rail');
  const count = useLive(({ chat }) => chat.counts.members);
  const questions = useLive(({ chat }) => chat.published.length);
  const phase = useLive(({ meetings }) => meetings.phase);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const isObserver = roles?.every((role) => role === 'observer') ?? false;
  const canPost = (phase === 'open' || phase === 'live' || phase === 'suspended') && !isObserver;
  return (
    <aside className="flex min-h-0 flex-col bg-sheet">
      <Tabs.Root defaultValue="agenda" className="flex min-h-0 flex-1 flex-col">
        <Tabs.List className="grid grid-flow-col border-b border-line" aria-label={t('title')}>
          <Tabs.Trigger value="agenda" className={tab}>
            {t('agenda')}
          </Tabs.Trigger>
          <Tabs.Trigger value="chat" className={tab}>
            {t('chat')} <span className="num text-sm">{count || ''}</span>
          </Tabs.Trigger>
          <Tabs.Trigger value="questions" className={tab}>
            {t('questions')} <span className="num text-sm">{questions || ''}</span>
          </Tabs.Trigger>
          <Tabs.Trigger value="attendance" className={`${tab} lg:hidden`}>
            {t('attendance')}
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="agenda" className="min-h-0 flex-1 overflow-y-auto">
          <Agenda />
          <Documents />
        </Tabs.Content>
        <Tabs.Content
          value="chat"
          className="flex min-h-0 flex-1 flex-col max-lg:min-h-96 data-[state=inactive]:hidden"
        >
          <MembersChat me={userId} canModerate={false} canPost={canPost} />
        </Tabs.Content>
        <Tabs.Content value="questions" className="min-h-0 flex-1 overflow-y-auto">
          <PublishedQuestions />
        </Tabs.Content>
        <Tabs.Content value="attendance" className="pt-3 lg:hidden">
          <Attendance columns={1} />
        </Tabs.Content>
      </Tabs.Root>
      <div className="max-lg:hidden">
        <Attendance limit={20} />
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
    <section className="px-5 py-3">
      <h2 className="text-sm text-ink-3">{t('documents')}</h2>
      <ul>
        {documents.map((document) => (
          <li key={document.documentId}>
            <a
              className="inline-flex min-h-target items-center gap-2 text-note no-underline"
              href={`/api/live/${meetingId}/documents/${document.documentId}`}
              target="_blank"
              rel="noreferrer"
            >
              <Icon name="document" />
              {document.title}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
