'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { useDraft } from '#app/_lib/draft.ts';
import { LeaveQuestion } from '#app/_lib/leave-question.tsx';
import { SaveBar, type SavingState } from '#app/_lib/save-bar.tsx';
import { Field } from '#app/_ui/field.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { MemberDetails, NamedGroup, RosterRow } from '#server/modules/members/contract.ts';

interface MemberFormProps {
  readonly member: RosterRow;
  readonly sectors: readonly NamedGroup[];
  readonly committees: readonly NamedGroup[];
}

const phonePattern = /^1[3-9]\d{9}$/;

/** A member's file; a change names the version it was based on, and a newer one is never overwritten unseen (B2). */
export function MemberForm({ member, sectors, committees }: MemberFormProps) {
  const t = useTranslations('office.members');
  const router = useRouter();
  const current = useMemo<MemberDetails>(
    () => ({
      name: member.name,
      gender: member.gender as MemberDetails['gender'],
      party: member.party,
      post: member.post,
      phone: member.phone,
      sectorId: member.sectorId,
      committeeIds: [...member.committeeIds],
      isActive: member.isActive,
    }),
    [member],
  );
  const draft = useDraft(current, member.version);
  const [saving, setSaving] = useState<SavingState>({ state: 'idle', problem: null, savedAt: null });
  useUnsaved(draft.isDirty);
  const details = draft.value;
  const set = (change: Partial<MemberDetails>): void => draft.change({ ...details, ...change });
  const save = async (isOver: boolean): Promise<void> => {
    setSaving({ ...saving, state: 'saving', problem: null });
    const answer = await post<{ ok: boolean; error?: Violation }>('/api/members/revise', {
      memberId: member.memberId,
      basedOn: isOver ? member.version : draft.basedOn,
      details,
    });
    if (answer?.ok) draft.settle(details);
    setSaving({
      state: 'idle',
      problem: answer?.ok ? null : (answer?.error ?? violation('unavailable', 'unavailable')),
      savedAt: answer?.ok ? Date.now() : saving.savedAt,
    });
    // What stands now is read anew, whether it is this change or somebody else's.
    if (answer?.ok || answer?.error?.kind === 'conflict') router.refresh();
  };
  const isPhoneWrong = details.phone !== null && !phonePattern.test(details.phone);
  const obstacle = details.name.trim() === '' ? t('nameMissing') : isPhoneWrong ? t('phoneWrong') : null;
  return (
    <form
      className="pt-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <Field label={t('columns.name')}>
          {({ id }) => (
            <input
              id={id}
              required
              maxLength={40}
              className="field"
              value={details.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('gender')}>
          {({ id }) => (
            <select
              id={id}
              className="field"
              value={details.gender}
              onChange={(event) => set({ gender: event.target.value as MemberDetails['gender'] })}
            >
              <option value="male">{t('genders.male')}</option>
              <option value="female">{t('genders.female')}</option>
            </select>
          )}
        </Field>
        <Field label={t('columns.sector')}>
          {({ id }) => (
            <select
              id={id}
              className="field"
              value={details.sectorId}
              onChange={(event) => set({ sectorId: event.target.value })}
            >
              {sectors.map((sector) => (
                <option key={sector.id} value={sector.id}>
                  {sector.name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('party')}>
          {({ id }) => (
            <input
              id={id}
              maxLength={40}
              className="field"
              value={details.party}
              onChange={(event) => set({ party: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('columns.post')} className="sm:col-span-2">
          {({ id }) => (
            <input
              id={id}
              maxLength={120}
              className="field"
              value={details.post}
              onChange={(event) => set({ post: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('columns.phone')} hint={isPhoneWrong ? t('phoneWrong') : t('phoneHint')}>
          {({ id, describedBy }) => (
            <input
              id={id}
              type="tel"
              inputMode="numeric"
              maxLength={11}
              aria-describedby={describedBy}
              aria-invalid={isPhoneWrong}
              className="field num"
              value={details.phone ?? ''}
              onChange={(event) => set({ phone: event.target.value.trim() || null })}
            />
          )}
        </Field>
        <fieldset className="sm:col-span-2">
          <legend className="mb-1 text-sm text-ink-2">{t('columns.committees')}</legend>
          <ul className="grid border-t border-line sm:grid-cols-2 sm:gap-x-6">
            {committees.map((committee) => (
              <li key={committee.id} className="border-b border-line">
                <label className="flex min-h-target cursor-pointer items-center gap-3 text-note">
                  <input
                    type="checkbox"
                    className="size-4.5 accent-nav"
                    checked={details.committeeIds.includes(committee.id)}
                    onChange={(event) =>
                      set({
                        committeeIds: event.target.checked
                          ? [...details.committeeIds, committee.id]
                          : details.committeeIds.filter((one) => one !== committee.id),
                      })
                    }
                  />
                  {committee.name}
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <div className="sm:col-span-2">
          <label className="flex min-h-target cursor-pointer items-center gap-3">
            <input
              type="checkbox"
              className="size-4.5 accent-nav"
              aria-describedby="active-hint"
              checked={details.isActive}
              onChange={(event) => set({ isActive: event.target.checked })}
            />
            {t('isActive')}
          </label>
          <p id="active-hint" className="pl-7.5 text-sm text-ink-3">
            {t('isActiveHint')}
          </p>
        </div>
      </div>
      <SaveBar
        saving={saving}
        isDirty={draft.isDirty}
        isBehind={draft.isBehind}
        onSave={(isOver) => void save(isOver)}
        onAdopt={draft.adopt}
        label={t('save')}
        obstacle={obstacle}
      />
      <LeaveQuestion />
    </form>
  );
}
