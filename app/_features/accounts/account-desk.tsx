'use client';

import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Confirm } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { AccountRow, FirstPassword } from '#server/modules/identity/contract.ts';
import { AccountDialog } from './account-dialog.tsx';
import type { AccountState } from './account-state.ts';
import { AccountTable } from './account-table.tsx';
import { PasswordsDialog } from './passwords-dialog.tsx';

export interface Own {
  readonly userId: string;
  readonly isAdmin: boolean;
}

interface AccountDeskProps {
  readonly accounts: readonly AccountRow[];
  readonly own: Own;
  readonly now: number;
  readonly state: AccountState | '';
}

/** What is asked before it is done. */
type Question =
  | { readonly kind: 'passwords'; readonly rows: readonly AccountRow[] }
  | { readonly kind: 'disable' | 'enable'; readonly row: AccountRow };

const atOnce = 300;
const unavailable = violation('unavailable', 'unavailable');

/** Accounts of everybody: who can sign in, first passwords, and who may not any more. */
export function AccountDesk({ accounts, own, now, state }: AccountDeskProps) {
  const t = useTranslations('office.accounts');
  const c = useTranslations('common');
  const router = useRouter();
  const [opened, setOpened] = useState<AccountRow | 'new' | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [passwords, setPasswords] = useState<readonly FirstPassword[] | null>(null);
  /** How many are being made; each costs the server a moment on purpose. */
  const [making, setMaking] = useState(0);
  const [problem, setProblem] = useState<Violation | null>(null);

  const give = async (rows: readonly AccountRow[]): Promise<void> => {
    setMaking(Math.min(rows.length, atOnce));
    const answer = await post<{ passwords?: readonly FirstPassword[]; error?: Violation }>('/api/accounts/passwords', {
      userIds: rows.slice(0, atOnce).map(({ userId }) => userId),
    });
    setProblem(answer?.passwords ? null : (answer?.error ?? unavailable));
    setPasswords(answer?.passwords ?? null);
    setMaking(0);
    router.refresh();
  };
  const setStanding = async (row: AccountRow, isDisabled: boolean): Promise<void> => {
    const answer = await post<{ error?: Violation }>(`/api/accounts/${row.userId}/standing`, { isDisabled });
    setProblem(answer ? (answer.error ?? null) : unavailable);
    router.refresh();
  };
  const ask = (asked: Question): void => {
    setOpened(null);
    setQuestion(asked);
  };
  const confirm = (asked: Question): void => {
    if (asked.kind === 'passwords') void give(asked.rows);
    else void setStanding(asked.row, asked.kind === 'disable');
  };
  return (
    <>
      <PageHead
        title={t('title')}
        below={t('lead')}
        actions={
          <button type="button" className="btn btn-nav" onClick={() => setOpened('new')}>
            <Icon name="plus" />
            {t('new')}
          </button>
        }
      />
      <ProblemLine problem={problem} />
      <p role="status" className="text-note text-ink-2 empty:hidden">
        {making > 0 && t('making', { count: making })}
      </p>
      <AccountTable
        accounts={accounts}
        now={now}
        state={state}
        onOpen={setOpened}
        onGive={(rows) => ask({ kind: 'passwords', rows: rows.slice(0, atOnce) })}
      />
      {opened !== null && (
        <AccountDialog
          account={opened === 'new' ? null : opened}
          own={own}
          onClose={() => setOpened(null)}
          onSaved={(given) => {
            setOpened(null);
            if (given) setPasswords(given);
            router.refresh();
          }}
          onGive={(row) => ask({ kind: 'passwords', rows: [row] })}
          onStanding={(row) => ask({ kind: row.isDisabled ? 'enable' : 'disable', row })}
        />
      )}
      {question && (
        <Confirm
          isOpen
          onClose={() => setQuestion(null)}
          onConfirm={() => confirm(question)}
          title={t(`ask.${question.kind}.title`, {
            name: question.kind === 'passwords' ? '' : question.row.name,
            count: question.kind === 'passwords' ? question.rows.length : 1,
          })}
          text={t(`ask.${question.kind}.text`)}
          confirm={t(`ask.${question.kind}.action`)}
          cancel={c('cancel')}
          isIrreversible={question.kind === 'disable'}
        />
      )}
      {passwords && <PasswordsDialog passwords={passwords} onClose={() => setPasswords(null)} />}
    </>
  );
}
