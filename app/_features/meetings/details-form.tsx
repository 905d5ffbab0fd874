'use client';

import { useTranslations } from 'next-intl';
import { fromLocalInput, toLocalInput } from '#app/_lib/district-time.ts';
import { Field } from '#app/_ui/field.tsx';
import type { MeetingDetails, MeetingKind } from '#server/modules/meetings/contract.ts';

export const kinds: readonly MeetingKind[] = [
  'remote',
  'online',
  'thematic',
  'sector',
  'grassroots',
  'proposalHandling',
  'plenary',
  'standingCommittee',
  'chairMeeting',
  'committeeMeeting',
];

const hourMs = 3_600_000;

/** Half past two in the afternoon two days on, two and a half hours long: the shape of most consultations. */
export function newDetails(now: number): MeetingDetails {
  const day = toLocalInput(now + 48 * hourMs).slice(0, 10);
  const plannedStartAt = fromLocalInput(`${day}T14:30`) ?? now;
  return {
    title: '',
    kind: 'remote',
    label: '',
    place: '',
    plannedStartAt,
    plannedEndAt: plannedStartAt + 2.5 * hourMs,
    access: 'public',
  };
}

interface DetailsFormProps {
  readonly details: MeetingDetails;
  readonly onChange: (details: MeetingDetails) => void;
  readonly isLocked: boolean;
  /** Who may watch is fixed once the meeting is open (M1). */
  readonly isAccessFixed: boolean;
}

/** What a meeting is, where and when. */
export function DetailsForm({ details, onChange, isLocked, isAccessFixed }: DetailsFormProps) {
  const t = useTranslations('office.plan');
  const k = useTranslations('common.kind');
  const minutes = Math.round((details.plannedEndAt - details.plannedStartAt) / 60_000);
  const set = (change: Partial<MeetingDetails>): void => onChange({ ...details, ...change });
  const moveStart = (text: string): void => {
    const plannedStartAt = fromLocalInput(text);
    // The meeting keeps its length when it is moved.
    if (plannedStartAt !== null) set({ plannedStartAt, plannedEndAt: plannedStartAt + Math.max(minutes, 30) * 60_000 });
  };
  return (
    <fieldset disabled={isLocked} className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
      <Field label={t('title')} className="sm:col-span-2">
        {({ id }) => (
          <input
            id={id}
            required
            maxLength={120}
            className="field text-lg"
            value={details.title}
            onChange={(event) => set({ title: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('kind')}>
        {({ id }) => (
          <select
            id={id}
            className="field"
            value={details.kind}
            onChange={(event) => set({ kind: event.target.value as MeetingKind })}
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {k(kind)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t('label')} hint={t('labelHint')}>
        {({ id, describedBy }) => (
          <input
            id={id}
            aria-describedby={describedBy}
            maxLength={80}
            className="field"
            value={details.label}
            onChange={(event) => set({ label: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('start')}>
        {({ id }) => (
          <input
            id={id}
            type="datetime-local"
            required
            className="field num"
            value={toLocalInput(details.plannedStartAt)}
            onChange={(event) => moveStart(event.target.value)}
          />
        )}
      </Field>
      <Field
        label={t('end')}
        hint={minutes > 0 ? t('length', { hours: Math.floor(minutes / 60), minutes: minutes % 60 }) : t('endsTooSoon')}
      >
        {({ id, describedBy }) => (
          <input
            id={id}
            type="datetime-local"
            required
            aria-describedby={describedBy}
            aria-invalid={minutes <= 0}
            className="field num"
            value={toLocalInput(details.plannedEndAt)}
            onChange={(event) => {
              const plannedEndAt = fromLocalInput(event.target.value);
              if (plannedEndAt !== null) set({ plannedEndAt });
            }}
          />
        )}
      </Field>
      <Field label={t('place')} className="sm:col-span-2">
        {({ id }) => (
          <input
            id={id}
            maxLength={120}
            className="field"
            value={details.place}
            onChange={(event) => set({ place: event.target.value })}
          />
        )}
      </Field>
      <fieldset disabled={isAccessFixed} className="sm:col-span-2">
        <legend className="mb-1 text-sm text-ink-2">{t('access')}</legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {(['public', 'members'] as const).map((access) => (
            <label
              key={access}
              className={`grid min-h-target cursor-pointer grid-cols-[auto_1fr] gap-x-3 rounded-sm border p-3 ${
                details.access === access ? 'border-nav bg-nav-tint' : 'border-line-strong'
              } ${isAccessFixed ? 'cursor-not-allowed opacity-75' : ''}`}
            >
              <input
                type="radio"
                name="access"
                className="mt-1 size-4.5 accent-nav"
                aria-describedby={`access-${access}`}
                checked={details.access === access}
                onChange={() => set({ access })}
              />
              <b>{t(`accessOf.${access}`)}</b>
              <span id={`access-${access}`} className="col-start-2 text-sm text-ink-2">
                {t(`accessText.${access}`)}
              </span>
            </label>
          ))}
        </div>
        {isAccessFixed && <p className="mt-1 text-sm text-ink-3">{t('accessFixed')}</p>}
      </fieldset>
    </fieldset>
  );
}
