'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { type FormEvent, type ReactNode, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { AccountRow, FirstPassword, StaffRole } from '#server/modules/identity/contract.ts';
import type { Own } from './account-desk.tsx';

interface AccountDialogProps {
  /** Null for one that is to be made. */
  readonly account: AccountRow | null;
  readonly own: Own;
  readonly onClose: () => void;
  readonly onSaved: (given: readonly FirstPassword[] | null) => void;
  readonly onGive: (account: AccountRow) => void;
  readonly onStanding: (account: AccountRow) => void;
}

const toRoster = (text: ReactNode): ReactNode => <Link href="/office/members">{text}</Link>;

/** One account: what the office may change of it, and why not where it may not (I16). */
export function AccountDialog(props: AccountDialogProps) {
  const { account, own, onClose, onGive, onStanding } = props;
  const t = useTranslations('office.accounts');
  const isOwn = account?.userId === own.userId;
  const obstacle = account && !account.isMine ? t('adminsOnly') : isOwn ? t('ownAccount') : null;
  return (
    <Dialog isOpen onClose={onClose} title={account ? account.name : t('new')}>
      {account && (
        <p className="num mb-4 text-note text-ink-2">
          {account.username} · {t(`roles.${account.role}` as 'roles.member')}
          {account.phone && ` · ${account.phone}`}
        </p>
      )}
      {account?.role === 'member' ? (
        <p className="text-note">{t.rich('inRoster', { link: toRoster })}</p>
      ) : account && !account.isMine ? null : (
        <AccountForm {...props} />
      )}
      {obstacle && <p className="mt-3 text-note text-ink-2">{obstacle}</p>}
      {account && obstacle === null && (
        <div className="mt-5 flex flex-wrap gap-3 border-t border-line pt-5">
          {!account.isDisabled && (
            <button type="button" className="btn btn-line" onClick={() => onGive(account)}>
              {account.password === 'none' ? t('giveOne') : t('giveAnother')}
            </button>
          )}
          <button
            type="button"
            className={`btn ${account.isDisabled ? 'btn-line' : 'btn-end'}`}
            onClick={() => onStanding(account)}
          >
            {account.isDisabled ? t('ask.enable.action') : t('ask.disable.action')}
          </button>
        </div>
      )}
    </Dialog>
  );
}

const staffRoles: readonly StaffRole[] = ['department', 'street', 'officer', 'admin'];

function AccountForm({ account, own, onClose, onSaved }: AccountDialogProps) {
  const t = useTranslations('office.accounts');
  const c = useTranslations('common');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(null);
  const isOwn = account?.userId === own.userId;
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string): string => String(form.get(name) ?? '').trim();
    const fields = {
      name: text('name'),
      role: isOwn ? account.role : text('role'),
      post: text('post'),
      phone: text('phone') || null,
    };
    setBusy(true);
    const answer = await post<{ passwords?: readonly FirstPassword[]; error?: Violation }>(
      account ? `/api/accounts/${account.userId}/revise` : '/api/accounts',
      account ? fields : { ...fields, username: text('username') },
    );
    setBusy(false);
    if (answer && !answer.error) return onSaved(answer.passwords ?? null);
    setProblem(answer?.error ?? violation('unavailable', 'unavailable'));
  };
  return (
    <form onSubmit={(event) => void submit(event)} className="grid gap-4">
      {!account && (
        <Field label={t('columns.username')} hint={t('usernameHint')}>
          {({ id, describedBy }) => (
            <input
              id={id}
              name="username"
              required
              pattern="[A-Za-z0-9_.]{3,40}"
              autoCapitalize="none"
              autoComplete="off"
              aria-describedby={describedBy}
              className="field num"
            />
          )}
        </Field>
      )}
      <Field label={t('columns.name')}>
        {({ id }) => (
          <input id={id} name="name" required maxLength={40} className="field" defaultValue={account?.name ?? ''} />
        )}
      </Field>
      {!isOwn && (
        <Field label={t('columns.role')}>
          {({ id }) => (
            <select id={id} name="role" className="field" defaultValue={account?.role ?? 'department'}>
              {staffRoles
                .filter((role) => own.isAdmin || (role !== 'officer' && role !== 'admin'))
                .map((role) => (
                  <option key={role} value={role}>
                    {t(`roles.${role}`)}
                  </option>
                ))}
            </select>
          )}
        </Field>
      )}
      <Field label={t('columns.post')}>
        {({ id }) => <input id={id} name="post" maxLength={120} className="field" defaultValue={account?.post ?? ''} />}
      </Field>
      <Field label={t('phone')}>
        {({ id }) => (
          <input
            id={id}
            name="phone"
            type="tel"
            pattern="1[3-9][0-9]{9}"
            maxLength={11}
            className="field num"
            defaultValue={account?.phone ?? ''}
          />
        )}
      </Field>
      <ProblemLine problem={problem} />
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {c('cancel')}
        </button>
        <button type="submit" disabled={isBusy} className="btn btn-nav">
          {account ? c('save') : t('create')}
        </button>
      </DialogActions>
    </form>
  );
}
