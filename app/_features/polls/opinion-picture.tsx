'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { OpinionGroups } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { useChoiceLabel } from './poll-words.tsx';

/** Groups differ by shape as well as by colour. */
const marks = [
  { fill: 'fill-nav', d: 'M-4-4h8v8h-8z' },
  { fill: 'fill-time-fill', d: 'M0-5.500 5.500 4.500h-11z' },
  { fill: 'fill-ink', d: 'M-4.500 0a4.5 4.5 0 1 0 9 0 4.5 4.5 0 1 0-9 0z' },
  { fill: 'fill-nav-3', d: 'M0-6 6 0 0 6-6 0z' },
  { fill: 'fill-abstain', d: 'M-1.500-5h3v3.500h3.500v3h-3.500v3.500h-3v-3.500h-3.500v-3h3.500z' },
] as const;
const nobody = { fill: 'fill-ink-3', d: 'M-3 0a3 3 0 1 0 6 0 3 3 0 1 0-6 0z' } as const;

const letters = 'ABCDE';
const percent = (share: number): number => Math.round(share * 100);

interface OpinionPictureProps {
  readonly poll: Poll;
  /** What may be done with a statement that all agree on. */
  readonly action?: (statement: string) => ReactNode;
}

/** Who thinks alike in a statement poll: a map of voters, what unites, what divides, and what is typical of each group. */
export function OpinionPicture({ poll, action }: OpinionPictureProps) {
  const t = useTranslations('polls.groups');
  const { groups } = poll;
  if (poll.definition.question.kind !== 'statements' || !poll.counted) return null;
  if (!groups)
    return (
      <p className="text-note text-ink-2" aria-live="polite">
        {t('looking')}
      </p>
    );
  return (
    <section aria-label={t('title')} className="grid gap-4">
      <p className="text-note">
        {t(groups.status, { count: groups.groups.length, voters: groups.voters })}
        {groups.leftOut > 0 && ` ${t('leftOut', { count: groups.leftOut })}`}
      </p>
      {groups.points.length > 0 && <OpinionMap groups={groups} />}
      {groups.groups.length > 0 && <Typical poll={poll} groups={groups} />}
      <Uniting poll={poll} groups={groups} action={action} />
      <Dividing poll={poll} groups={groups} />
    </section>
  );
}

interface MapPlace {
  readonly x: number;
  readonly y: number;
  readonly group: number;
  count: number;
}

/** Who answered the same stands in the same place, which is drawn once and larger. */
function placesOf({ points }: OpinionGroups): ReadonlyMap<string, MapPlace> {
  const places = new Map<string, MapPlace>();
  for (const [x, y, group] of points) {
    const key = `${x} ${y} ${group}`;
    const place = places.get(key);
    if (place) place.count++;
    else places.set(key, { x, y, group, count: 1 });
  }
  return places;
}

/** Near each other: answered alike. The place of a mark tells no person. */
function OpinionMap({ groups }: { groups: OpinionGroups }) {
  const t = useTranslations('polls.groups');
  return (
    <figure className="grid gap-2">
      <svg
        viewBox="-112 -112 224 224"
        role="img"
        aria-label={t('map', { voters: groups.voters })}
        className="aspect-square w-full max-w-96 justify-self-center rounded-sm border border-line bg-sheet"
      >
        <path d="M-104 0h208M0-104v208" className="stroke-line" />
        {[...placesOf(groups)].map(([key, { x, y, group, count }]) => {
          const mark = marks[group] ?? nobody;
          return (
            <path
              key={key}
              d={mark.d}
              className={`${mark.fill} opacity-70`}
              transform={`translate(${x * 100} ${-y * 100}) scale(${Math.sqrt(count)})`}
            />
          );
        })}
      </svg>
      <figcaption className="text-sm text-ink-3">{t('mapNote')}</figcaption>
    </figure>
  );
}

function Typical({ poll, groups }: { poll: Poll; groups: OpinionGroups }) {
  const t = useTranslations('polls.groups');
  const label = useChoiceLabel();
  return (
    <ul className="grid gap-3">
      {groups.groups.map((group, index) => (
        <li key={letters[index]} className="border-t border-line pt-2">
          <p className="flex items-center gap-2 font-bold">
            <svg viewBox="-8 -8 16 16" className="size-4 flex-none" aria-hidden="true">
              <path d={(marks[index] ?? nobody).d} className={(marks[index] ?? nobody).fill} />
            </svg>
            {t('group', { name: letters[index] ?? '' })}
            <span className="num font-normal text-ink-2">
              {t('people', { count: group.size, share: percent(group.size / groups.voters) })}
            </span>
          </p>
          <ul className="mt-1 grid gap-1 text-note">
            {group.typical.map(({ optionId, side, share, othersShare }) => (
              <li key={optionId + side}>
                {t('typical', { side, statement: label(poll.definition.question, optionId) })}
                <span className="num ml-2 text-sm text-ink-3">
                  {t('typicalShare', { share: percent(share), others: percent(othersShare) })}
                </span>
              </li>
            ))}
            {group.typical.length === 0 && <li className="text-ink-3">{t('nothingTypical')}</li>}
          </ul>
        </li>
      ))}
    </ul>
  );
}

function Uniting({
  poll,
  groups,
  action,
}: {
  poll: Poll;
  groups: OpinionGroups;
  action: OpinionPictureProps['action'];
}) {
  const t = useTranslations('polls.groups');
  const label = useChoiceLabel();
  if (groups.status === 'tooFewVoters') return null;
  return (
    <div className="border-t border-line pt-2">
      <h3 className="text-note">{t('uniting')}</h3>
      {groups.uniting.length === 0 && <p className="text-note text-ink-3">{t('nothingUnites')}</p>}
      <ul className="grid gap-1 text-note">
        {groups.uniting.map(({ optionId, side, share }) => (
          <li key={optionId} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              {t('typical', { side, statement: label(poll.definition.question, optionId) })}
            </span>
            <span className="num text-sm text-ink-3">
              {t(groups.groups.length > 0 ? 'atLeast' : 'ofAll', { share: percent(share) })}
            </span>
            {side === 'agree' && action?.(label(poll.definition.question, optionId))}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Each line reaches from the group that agrees least to the one that agrees most. */
function Dividing({ poll, groups }: { poll: Poll; groups: OpinionGroups }) {
  const t = useTranslations('polls.groups');
  const label = useChoiceLabel();
  if (groups.dividing.length === 0) return null;
  return (
    <div className="border-t border-line pt-2">
      <h3 className="text-note">{t('dividing')}</h3>
      <ul className="grid gap-2 text-note">
        {groups.dividing.map(({ optionId, lowest, highest }) => (
          <li key={optionId}>
            {label(poll.definition.question, optionId)}
            <span className="mt-1 flex items-center gap-2 text-sm text-ink-3">
              <span className="relative h-2 min-w-0 flex-1 rounded-xs bg-well" aria-hidden="true">
                <i
                  className="absolute inset-y-0 rounded-xs bg-nav"
                  style={{ left: `${percent(lowest)}%`, right: `${100 - percent(highest)}%` }}
                />
              </span>
              <span className="num flex-none">
                {t('agreeRange', { lowest: percent(lowest), highest: percent(highest) })}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
