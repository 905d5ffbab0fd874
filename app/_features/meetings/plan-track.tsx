'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from 'radix-ui';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { MeetingsState } from '#server/modules/meetings/domain.ts';
import { totalMinutes } from './agenda-tree.ts';

export const planSteps = ['details', 'agenda', 'people', 'documents'] as const;
export type PlanStep = (typeof planSteps)[number];

/** What still keeps the meeting from being opened (M3). */
export function missingIn(state: MeetingsState): readonly ('agenda' | 'people')[] {
  const hasChair = Object.values(state.participants).some(({ roles }) => roles.includes('chair'));
  return [...(state.agenda.length === 0 ? (['agenda'] as const) : []), ...(hasChair ? [] : (['people'] as const))];
}

/** The way a meeting is prepared, as a line with its stations; each station is a part of the page. */
export function PlanTrack() {
  const t = useTranslations('office.plan');
  const state = useLive(({ meetings }) => meetings);
  const people = Object.values(state.participants);
  const chair = people.find(({ roles }) => roles.includes('chair'));
  const minutes = totalMinutes(state.agenda);
  const says: Readonly<Record<PlanStep, { isDone: boolean; text: string }>> = {
    details: { isDone: true, text: t(`accessOf.${state.details?.access ?? 'public'}`) },
    agenda: {
      isDone: state.agenda.length > 0,
      text: state.agenda.length > 0 ? t('track.agenda', { count: state.agenda.length, minutes }) : t('track.noAgenda'),
    },
    people: {
      isDone: chair !== undefined,
      text: chair
        ? t('track.people', { count: people.length, name: chair.name })
        : people.length > 0
          ? t('track.noChair', { count: people.length })
          : t('track.nobody'),
    },
    documents: {
      isDone: state.documents.length > 0,
      text:
        state.documents.length > 0 ? t('track.documents', { count: state.documents.length }) : t('track.noDocuments'),
    },
  };
  return (
    <Tabs.List
      aria-label={t('track.label')}
      className="mb-7 grid grid-cols-2 gap-y-3 border-b border-line-strong pb-4 md:grid-cols-4 md:gap-y-0"
    >
      {planSteps.map((step, index) => (
        <Tabs.Trigger key={step} value={step} className="group grid min-h-target content-start pr-4 text-left">
          <span className="relative mb-2 flex h-4 items-center" aria-hidden="true">
            <i
              className={`absolute top-1/2 right-[-1rem] left-0 h-[3px] -translate-y-1/2 max-md:right-0 ${
                index === planSteps.length - 1
                  ? 'right-0 bg-[repeating-linear-gradient(90deg,var(--color-line-strong)_0_6px,transparent_6px_11px)]'
                  : says[step].isDone
                    ? 'bg-nav'
                    : 'bg-line-strong'
              }`}
            />
            <i
              className={`relative size-3.5 rounded-full border-3 group-data-[state=active]:size-4.5 ${
                says[step].isDone ? 'border-nav bg-nav' : 'border-line-strong bg-ground'
              } group-data-[state=active]:border-nav group-data-[state=active]:bg-ground`}
            />
          </span>
          <span className="font-serif text-lg font-bold group-data-[state=active]:text-nav">{t(step)}</span>
          <span className={`text-sm ${says[step].isDone ? 'text-ink-2' : 'text-ink-3'}`}>{says[step].text}</span>
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  );
}
