'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { Check } from '#app/_ui/check.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import { type Closing, SaveFoot } from './list-parts.tsx';
import { useList } from './use-list.ts';

const kinds: readonly SpeakingKind[] = ['speech', 'reply', 'pointOfOrder', 'interposedQuestion'];
const minuteMs = 60_000;
const usualMinutes = [1, 2, 3, 5, 6, 8, 10, 15, 20, 30] as const;

type Chosen = 'follow' | 'none' | `${number}`;

/** How long a turn of each kind is: for this item, and for the meeting where the item says nothing. */
export function LimitsDialog({ onClose }: Closing) {
  const t = useTranslations('chair.limits');
  const kindWords = useTranslations('speaking.kind');
  const { itemId, list } = useList();
  const settings = useLive(({ speaking }) => speaking.settings);
  const settingsVersion = useLive(({ speaking }) => speaking.settingsVersion);
  const [ofMeeting, setOfMeeting] = useState(settings.limits);
  const [ofItem, setOfItem] = useState(list.limits ?? {});
  const [requiresPresence, setRequiresPresence] = useState(settings.requiresPresence);
  const [hasScreen, setHasScreen] = useState(settings.sources.includes('screenShare'));
  const { problem, settle } = useSettling(onClose);
  const label = (ms: number | null): string =>
    ms === null
      ? t('noLimit')
      : ms % minuteMs === 0
        ? t('minutes', { minutes: ms / minuteMs })
        : t('seconds', { seconds: ms / 1_000 });
  const options = (current: number | null | undefined, canFollow: boolean, followed: number | null) => {
    const known = new Set<number>(usualMinutes.map((minutes) => minutes * minuteMs));
    if (typeof current === 'number') known.add(current);
    return [
      ...(canFollow ? [{ value: 'follow', label: t('follow', { limit: label(followed) }) }] : []),
      ...[...known].toSorted((a, b) => a - b).map((ms) => ({ value: String(ms), label: label(ms) })),
      { value: 'none', label: t('noLimit') },
    ];
  };
  const chosen = (value: number | null | undefined): Chosen =>
    value === undefined ? 'follow' : value === null ? 'none' : (String(value) as Chosen);
  const sources = settings.sources.filter((source) => source !== 'screenShare');
  const commands = (): readonly (readonly [string, object])[] => [
    [
      'speaking.setSettings',
      {
        limits: ofMeeting,
        requiresPresence,
        sources: hasScreen ? [...sources, 'screenShare'] : sources,
        basedOn: settingsVersion,
      },
    ],
    ['speaking.setList', { itemId, limits: Object.keys(ofItem).length > 0 ? ofItem : null, basedOn: list.version }],
  ];
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <div className="grid grid-cols-[1fr_1fr] gap-x-4 gap-y-3">
        <h3 className="text-note">{t('ofItem')}</h3>
        <h3 className="text-note">{t('ofMeeting')}</h3>
        {kinds.map((kind) => (
          <div key={kind} className="contents">
            <Pick
              label={kindWords(kind)}
              options={options(ofItem[kind], true, ofMeeting[kind])}
              value={chosen(ofItem[kind])}
              onPick={(value) => {
                const { [kind]: _, ...others } = ofItem;
                setOfItem(value === 'follow' ? others : { ...others, [kind]: value === 'none' ? null : Number(value) });
              }}
            />
            <Pick
              label={kindWords(kind)}
              options={options(ofMeeting[kind], false, null)}
              value={chosen(ofMeeting[kind])}
              onPick={(value) => setOfMeeting({ ...ofMeeting, [kind]: value === 'none' ? null : Number(value) })}
            />
          </div>
        ))}
      </div>
      <Check isOn={requiresPresence} onChange={setRequiresPresence}>
        {t('requiresPresence')}
      </Check>
      <Check isOn={hasScreen} onChange={setHasScreen}>
        {t('screenShare')}
      </Check>
      <Problem>{problem}</Problem>
      <SaveFoot onClose={onClose} onSave={() => void settle(...commands())} />
    </Dialog>
  );
}
