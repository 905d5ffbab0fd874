'use client';

import { useTranslations } from 'next-intl';
import { Fragment } from 'react';
import { useLive, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { type KeyGroup, type KeyLine, keymap } from './chair-keymap.ts';
import type { ChairActs } from './use-chair-acts.ts';

const isOf = (acts: ChairActs, line: KeyLine): boolean => Object.values(line.acts).some((act) => acts[act]);

/** The keys that do something now, and whether the machinery is well. */
export function KeyBar({ acts, onHelp }: { acts: ChairActs; onHelp: () => void }) {
  const t = useTranslations('chair.keys');
  const status = useLiveStatus();
  const isOnAir = useLive(({ rooms }) => rooms.isVenueOnAir);
  const isMediaAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  const isClerkHere = useLive(({ meetings, rooms }) =>
    Object.keys(rooms.people).some((userId) => meetings.participants[userId]?.roles.includes('clerk')),
  );
  return (
    <footer className="flex h-9 items-center gap-x-5 overflow-hidden border-t border-line bg-well px-5 text-sm whitespace-nowrap text-ink-2 max-lg:hidden elder:h-auto elder:flex-wrap [@media(max-height:739px)]:h-8">
      {keymap
        .filter((line) => line.isInBar && line.name !== 'help' && isOf(acts, line))
        .map((line) => (
          <span key={line.name} className="inline-flex items-center gap-2">
            <Caps line={line} />
            {t(`short.${line.name}`)}
          </span>
        ))}
      <button type="button" className="inline-flex min-h-8 items-center gap-2 elder:min-h-target" onClick={onHelp}>
        <kbd>?</kbd>
        {t('short.help')}
      </button>
      <span className="ml-auto flex gap-5 text-ink-3 max-xl:hidden">
        {isClerkHere && <span>{t('clerkHere')}</span>}
        <span>{t(isMediaAvailable ? (isOnAir ? 'venueOn' : 'venueOff') : 'mediaDown')}</span>
        <span>{t(status.kind === 'live' ? 'clockSet' : 'noConnection')}</span>
      </span>
    </footer>
  );
}

function Caps({ line: { caps, joint } }: { line: KeyLine }) {
  const t = useTranslations('chair.keys');
  return (
    <span className="inline-flex items-center gap-1.5">
      {caps.map((cap, index) => (
        <Fragment key={cap}>
          {index > 0 && joint && <span>{joint}</span>}
          <kbd>{cap === 'space' ? t('space') : cap}</kbd>
        </Fragment>
      ))}
    </span>
  );
}

const groups: readonly KeyGroup[] = ['floor', 'queue', 'meeting', 'out'];

/** Every key there is, by what it is about. */
export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations('chair.keys');
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('title')}>
      {groups.map((group) => (
        <section key={group} className="mb-3">
          <h3 className="text-sm font-normal text-ink-3">{t(`groups.${group}`)}</h3>
          <dl className="grid grid-cols-[8rem_1fr] items-center gap-y-1.5 text-note">
            {keymap
              .filter((line) => line.group === group)
              .map((line) => (
                <div key={line.name} className="contents">
                  <dt>
                    <Caps line={line} />
                  </dt>
                  <dd>{t(`long.${line.name}`)}</dd>
                </div>
              ))}
          </dl>
        </section>
      ))}
      <p className="text-sm text-ink-3">{t('note')}</p>
    </Dialog>
  );
}
