'use client';

import { useTranslations } from 'next-intl';
import { PersonPicker } from '#app/_features/speaking/person-picker.tsx';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Check } from '#app/_ui/check.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import { DraftChoice } from './draft-choice.tsx';
import type { DraftProps } from './draft-dialog.tsx';
import { Figure } from './draft-question.tsx';
import type { MajorityRule } from './draft-settings.ts';

/** Who votes, how, and who may see what they chose (D22, D24, D26). */
export function DraftElectorate({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const words = useTranslations('polls');
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-3">
        <DraftChoice
          label={t('secrecy')}
          draft={draft}
          field="secrecy"
          options={(['named', 'confidential', 'secret'] as const).map((value) => ({
            value,
            label: words(`secrecy.${value}`),
          }))}
          onChoose={(secrecy) => change({ secrecy })}
        />
        <DraftChoice
          label={t('method')}
          draft={draft}
          field="method"
          options={(['electronic', 'hand', 'mixed'] as const).map((value) => ({
            value,
            label: words(`method.${value}`),
          }))}
          onChoose={(method) => change({ method })}
        />
        <DraftChoice
          label={t('electorate')}
          draft={draft}
          field="electorate"
          options={(['present', 'all', 'list', 'public'] as const).map((value) => ({
            value,
            label: words(`electorate.${value}`),
          }))}
          onChoose={(electorate) => change({ electorate })}
        />
      </div>
      {draft.electorate === 'list' && (
        <People
          label={t('electors')}
          ids={draft.electors}
          onChange={(electors) => change({ electors, hand: draft.hand.filter((id) => electors.includes(id)) })}
        />
      )}
      {draft.method === 'mixed' && <People label={t('hand')} ids={draft.hand} onChange={(hand) => change({ hand })} />}
    </>
  );
}

const isMember = ({ roles, memberId }: Participant): boolean =>
  roles.includes('member') || (roles.includes('chair') && memberId !== null);

function People({
  label,
  ids,
  onChange,
}: {
  label: string;
  ids: readonly string[];
  onChange: (ids: readonly string[]) => void;
}) {
  const t = useTranslations('votes.draft');
  const participants = useLive(({ meetings }) => meetings.participants);
  const nameOf = (id: string): string => participants[id]?.name ?? '';
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm text-ink-2">{t('people', { label, count: ids.length })}</legend>
      {ids.length > 0 && (
        <ul className="flex max-h-32 flex-wrap gap-1.5 overflow-y-auto">
          {ids.map((id) => (
            <li key={id} className="tag h-auto! py-0 pr-0">
              {nameOf(id)}
              <button
                type="button"
                className="grid size-9 place-items-center elder:size-target"
                aria-label={t('without', { name: nameOf(id) })}
                onClick={() => onChange(ids.filter((one) => one !== id))}
              >
                <Icon name="close" className="size-4" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <PersonPicker
        label={t('addPerson')}
        picked={null}
        onPick={(person) => person && onChange([...ids, person.userId])}
        among={(person) => isMember(person) && !ids.includes(person.userId)}
      />
      <button
        type="button"
        className="tool justify-self-start px-0 text-nav"
        onClick={() =>
          onChange(
            Object.values(participants)
              .filter(isMember)
              .map(({ userId }) => userId),
          )
        }
      >
        {t('everyMember')}
      </button>
    </fieldset>
  );
}

/** How many must be there, and what happens when they are not (D22). */
export function DraftQuorum({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const words = useTranslations('polls.quorum');
  const label = { none: words('none'), moreThanHalf: words('moreThanHalf'), twoThirds: words('twoThirds') } as const;
  return (
    <div className="grid content-start gap-3">
      <DraftChoice
        label={t('quorum')}
        draft={draft}
        field="quorum"
        options={(['none', 'moreThanHalf', 'twoThirds', 'number'] as const).map((value) => ({
          value,
          label: value === 'number' ? t('aNumber') : label[value],
        }))}
        onChoose={(quorum) => change({ quorum })}
      />
      {draft.quorum === 'number' && (
        <Figure
          label={t('quorumNumber')}
          value={draft.quorumNumber}
          least={1}
          onChange={(quorumNumber) => change({ quorumNumber })}
        />
      )}
      {draft.quorum !== 'none' && (
        <Pick
          label={t('belowQuorum')}
          options={(['refuse', 'closeNotQuorate'] as const).map((value) => ({ value, label: t(`below.${value}`) }))}
          value={draft.belowQuorum}
          onPick={(value) => change({ belowQuorum: value === 'refuse' ? 'refuse' : 'closeNotQuorate' })}
        />
      )}
    </div>
  );
}

/** What carries it: a rule and the number that it is a part of (D20). */
export function DraftMajority({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const rules: readonly MajorityRule[] = ['none', 'moreThanHalf', 'twoThirds', 'absolute'];
  return (
    <div className="grid content-start gap-3">
      <DraftChoice
        label={t('majority')}
        draft={draft}
        field="majority"
        options={rules.map((value) => ({ value, label: t(`rule.${value}`) }))}
        onChoose={(majority) => change({ majority })}
      />
      {(draft.majority === 'moreThanHalf' || draft.majority === 'twoThirds') && (
        <DraftChoice
          label={t('base')}
          draft={draft}
          field="base"
          options={(['present', 'entitled', 'valid', 'cast', 'yesNo'] as const).map((value) => ({
            value,
            label: t(`bases.${value}`),
          }))}
          onChoose={(base) => change({ base })}
        />
      )}
    </div>
  );
}

const seconds = [30, 60, 90, 120, 180, 300, 600, 1_800, 86_400] as const;

/** When it closes, who sees it, and where it belongs. */
export function DraftTiming({ draft, change }: DraftProps) {
  const t = useTranslations('votes.draft');
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const times = [...new Set([...seconds, ...(draft.seconds === null ? [] : [draft.seconds])])].toSorted(
    (a, b) => a - b,
  );
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Pick
          label={t('time')}
          options={[
            { value: 'none', label: t('noTime') },
            ...times.map((time) => ({
              value: String(time),
              label: time < 120 ? t('seconds', { seconds: time }) : t('minutes', { minutes: time / 60 }),
            })),
          ]}
          value={draft.seconds === null ? 'none' : String(draft.seconds)}
          onPick={(value) => change({ seconds: value === 'none' ? null : Number(value) })}
        />
        <Pick
          label={t('item')}
          options={[
            { value: '', label: t('noItem') },
            ...agenda.map(({ itemId, title }) => ({ value: itemId, label: title })),
          ]}
          value={draft.itemId ?? ''}
          onPick={(itemId) => change({ itemId: itemId === '' ? null : itemId })}
        />
        {draft.secrecy === 'secret' && draft.electorate !== 'public' && (
          <Figure
            label={t('leastElectors')}
            value={draft.leastElectors}
            least={2}
            onChange={(leastElectors) => change({ leastElectors })}
          />
        )}
      </div>
      <div className="grid sm:grid-cols-2">
        <Check isOn={draft.isPublic} onChange={(isPublic) => change({ isPublic })}>
          {t('isPublic')}
        </Check>
        <Check
          isOn={draft.hasInterim}
          isDisabled={draft.secrecy !== 'named'}
          onChange={(hasInterim) => change({ hasInterim })}
        >
          {t(draft.secrecy === 'named' ? 'hasInterim' : 'noInterim')}
        </Check>
        <Check isOn={draft.closesWhenComplete} onChange={(closesWhenComplete) => change({ closesWhenComplete })}>
          {t('closesWhenComplete')}
        </Check>
        {draft.electorate !== 'list' && draft.electorate !== 'public' && (
          <Check isOn={draft.countsLeave} onChange={(countsLeave) => change({ countsLeave })}>
            {t('countsLeave')}
          </Check>
        )}
      </div>
    </>
  );
}
