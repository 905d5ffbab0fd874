'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import type { MeetingPhase } from '#server/kernel/live.ts';
import { missingIn } from './plan-track.tsx';
import { useSaving } from './use-saving.ts';

/** The office's next step with the meeting, and the ways to its pages and papers. */
export function PlanAside({ onShow }: { onShow: (part: string) => void }) {
  const t = useTranslations('office.plan');
  const { meetingId } = useLiveClient();
  const phase = useLive(({ meetings }) => meetings.phase);
  const isPublic = useLive(({ meetings }) => meetings.details?.access === 'public');
  return (
    <aside aria-label={t('aside')} className="self-start lg:sticky lg:top-4">
      <div className="border-t-3 border-rule bg-sheet shadow-sheet">
        <NextStep phase={phase} onShow={onShow} />
        <nav aria-label={t('pages')} className="border-t border-line">
          <ul>
            <Way icon="people" href={`/live/${meetingId}`} label={t('room')} />
            <Way icon="settings" href={`/live/${meetingId}/chair`} label={t('chairPage')} />
            <Way icon="camera" href={`/live/${meetingId}/technician`} label={t('technicianPage')} />
            {isPublic && <Way icon="globe" href={`/watch/${meetingId}`} label={t('watch')} />}
          </ul>
        </nav>
        <ul className="border-t border-line">
          <Way icon="calendar" href={`/api/live/${meetingId}/calendar.ics`} label={t('calendar')} isFile />
          <Way icon="document" href={`/api/live/${meetingId}/export`} label={t('log')} isFile />
        </ul>
      </div>
    </aside>
  );
}

function Way({ icon, href, label, isFile = false }: { icon: IconName; href: string; label: string; isFile?: boolean }) {
  return (
    <li>
      <a
        href={href}
        {...(isFile ? { download: '' } : { target: '_blank', rel: 'noreferrer' })}
        className="flex min-h-target items-center gap-3 px-5 text-note text-ink no-underline hover:bg-nav-tint"
      >
        <Icon name={icon} className="size-5 text-ink-3" />
        <span className="flex-1">{label}</span>
        <Icon name={isFile ? 'download' : 'chevron'} className="size-4 text-ink-3" />
      </a>
    </li>
  );
}

function Step({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  return (
    <div className="grid gap-2 p-5">
      <h2 className="font-serif text-xl">{title}</h2>
      <p className="text-note text-ink-2">{text}</p>
      {children}
    </div>
  );
}

function NextStep({ phase, onShow }: { phase: MeetingPhase; onShow: (part: string) => void }) {
  const t = useTranslations('office.plan.next');
  if (phase === 'scheduled') return <Opening onShow={onShow} />;
  if (phase === 'ended') return <Archiving />;
  return <Step title={t(`${phase}.title`)} text={t(`${phase}.text`)} />;
}

function Opening({ onShow }: { onShow: (part: string) => void }) {
  const t = useTranslations('office.plan');
  const c = useTranslations('common');
  const state = useLive(({ meetings }) => meetings);
  const [isAsked, setAsked] = useState(false);
  const saving = useSaving();
  const missing = missingIn(state);
  return (
    <Step title={t('next.scheduled.title')} text={missing.length > 0 ? t('next.missing') : t('next.scheduled.text')}>
      {missing.map((part) => (
        <button
          key={part}
          type="button"
          className="flex min-h-target items-center gap-2 text-left text-note text-nav"
          onClick={() => onShow(part)}
        >
          <Icon name="warning" className="size-5 text-ink-3" />
          <span className="underline underline-offset-4">{t(`next.lacks.${part}`)}</span>
        </button>
      ))}
      <ProblemLine problem={saving.problem} />
      {missing.length === 0 && (
        <button
          type="button"
          className="btn btn-nav mt-1"
          disabled={saving.state === 'saving'}
          onClick={() => setAsked(true)}
        >
          {t('open')}
        </button>
      )}
      <Confirm
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => void saving.save('openMeeting', {})}
        title={t('openTitle')}
        text={t('openText')}
        confirm={t('open')}
        cancel={c('cancel')}
      />
    </Step>
  );
}

function Archiving() {
  const t = useTranslations('office.plan');
  const c = useTranslations('common');
  const [isAsked, setAsked] = useState(false);
  const saving = useSaving();
  return (
    <Step title={t('next.ended.title')} text={t('next.ended.text')}>
      <ProblemLine problem={saving.problem} />
      <button
        type="button"
        className="btn btn-line mt-1"
        disabled={saving.state === 'saving'}
        onClick={() => setAsked(true)}
      >
        {t('archive')}
      </button>
      <Confirm
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={() => void saving.save('archiveMeeting', {})}
        title={t('archiveTitle')}
        text={t('archiveText')}
        confirm={t('archive')}
        cancel={c('cancel')}
        isIrreversible
      />
    </Step>
  );
}
