'use client';

import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useLocale, useTranslations } from 'next-intl';
import { Tabs } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { longDate, timeSpan } from '#app/_lib/format.ts';
import { LeaveQuestion } from '#app/_lib/leave-question.tsx';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';
import type { InvitablePerson, NamedGroup } from '#server/modules/members/contract.ts';
import { AgendaPart } from './agenda-part.tsx';
import { DetailsPart } from './details-part.tsx';
import { DocumentsPart } from './documents-part.tsx';
import { PeoplePart } from './people-part.tsx';
import { PhaseTag } from './phase-tag.tsx';
import { PlanAside } from './plan-aside.tsx';
import { type PlanStep, PlanTrack, planSteps } from './plan-track.tsx';

/** Everyone who can be invited, and by which groups. */
export interface Directory {
  readonly people: readonly InvitablePerson[];
  readonly sectors: readonly NamedGroup[];
  readonly committees: readonly NamedGroup[];
}

/** One meeting as the office prepares it; the page follows the meeting, so what others change shows at once. */
export function PlanPage({ meetingId, directory }: { meetingId: string; directory: Directory }) {
  return (
    <LiveRoot meetingId={meetingId}>
      <Plan directory={directory} />
    </LiveRoot>
  );
}

function Plan({ directory }: { directory: Directory }) {
  const wanted = useSearchParams().get('part');
  const [part, setPart] = useState<PlanStep>(() => planSteps.find((step) => step === wanted) ?? 'details');
  const show = (step: string): void => {
    setPart(step as PlanStep);
    // The address names the part, so that a reload stays there.
    history.replaceState(null, '', `?part=${step}`);
  };
  const parts: Readonly<Record<PlanStep, ReactNode>> = {
    details: <DetailsPart />,
    agenda: <AgendaPart />,
    people: <PeoplePart directory={directory} />,
    documents: <DocumentsPart />,
  };
  return (
    <>
      <PlanHead />
      <div className="-mx-4 mb-2 sm:-mx-6">
        <ConnectionLine />
      </div>
      <Tabs.Root value={part} onValueChange={show}>
        <PlanTrack />
        <div className="grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
          <div className="min-w-0">
            {planSteps.map((step) => (
              // Parts stay mounted: what was written in one is there after looking at another.
              <Tabs.Content key={step} value={step} forceMount hidden={step !== part} tabIndex={-1}>
                {parts[step]}
              </Tabs.Content>
            ))}
          </div>
          <PlanAside onShow={show} />
        </div>
      </Tabs.Root>
      <LeaveQuestion />
    </>
  );
}

function PlanHead() {
  const t = useTranslations('office.meetings');
  const k = useTranslations('common.kind');
  const locale = useLocale();
  const details = useLive(({ meetings }) => meetings.details);
  const phase = useLive(({ meetings }) => meetings.phase);
  if (!details) return null;
  return (
    <PageHead
      title={details.title}
      above={
        <>
          <Link href="/office/meetings">{t('title')}</Link>
          <span>{k(details.kind)}</span>
          {details.label && <span>{details.label}</span>}
          <PhaseTag phase={phase} />
        </>
      }
      below={
        <span className="num">
          {longDate(details.plannedStartAt, locale)} {timeSpan(details.plannedStartAt, details.plannedEndAt, locale)} ·{' '}
          {details.place || t('noPlace')}
        </span>
      }
    />
  );
}
