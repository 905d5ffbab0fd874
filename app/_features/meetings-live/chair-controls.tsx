'use client';

import { useTranslations } from 'next-intl';
import { useFloorActs, useSubmit } from '#app/_features/speaking/conduct.tsx';
import type { NextStep } from '#app/_features/speaking/next-step.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLine, MenuSwitch } from '#app/_ui/menu.tsx';
import type { Turn } from '#server/modules/speaking/state.ts';
import { useStepWords } from './chair-step.tsx';
import type { ChairActs } from './use-chair-acts.ts';

interface ControlsProps {
  readonly step: NextStep;
  readonly acts: ChairActs;
  /** The turn whose clock is meant: the question while there is one. */
  readonly turn: Turn | null;
  readonly last: Turn | null;
  readonly onReadd: () => void;
  readonly onName: (turn: Turn) => void;
  readonly onAddressees: (turn: Turn) => void;
}

/** The one thing to do next, and the clock of whoever speaks. */
export function ChairControls({ step, acts, turn, last, onReadd, onName, onAddressees }: ControlsProps) {
  const t = useTranslations('chair.controls');
  const isLive = useLive(({ meetings }) => meetings.phase === 'live');
  const words = useStepWords()(step);
  const isRunning = turn?.stoppedSince === null;
  return (
    <div
      role="group"
      aria-label={t('title')}
      className="mx-5 mt-3 flex flex-none flex-wrap gap-2 sm:flex-nowrap elder:sm:flex-wrap [@media(max-height:739px)]:mt-2"
    >
      {acts.next ? (
        <button
          type="button"
          className={`${tall} btn-nav min-w-0 flex-1 basis-full justify-between gap-1.5 px-3.5 sm:basis-auto elder:sm:basis-full`}
          onClick={acts.next}
        >
          <span className="min-w-0 text-left leading-tight">
            <span className="block truncate">{words.title}</span>
            <small className="block truncate text-sm font-normal">{words.note}</small>
          </span>
          <kbd className="flex-none border-current! bg-transparent! px-2! text-on-nav!">{t('space')}</kbd>
        </button>
      ) : (
        <p className={`${tall} btn-waiting min-w-0 flex-1 basis-full justify-start px-4 sm:basis-auto`}>
          <span className="min-w-0 leading-tight">
            <b className="block truncate text-ink">{words.title}</b>
            <small className="block truncate text-sm">{words.note}</small>
          </span>
        </p>
      )}
      {turn ? (
        <>
          <Control icon={isRunning ? 'pause' : 'play'} cap="P" act={acts.pause}>
            {t(isRunning ? 'pause' : 'resume')}
          </Control>
          <Control icon="plus" cap="E" act={acts.extend}>
            {t('minute')}
          </Control>
          <Control icon="stop" cap="X" act={acts.end}>
            {t('end')}
          </Control>
          <TurnMenu turn={turn} last={last} onReadd={onReadd} onName={onName} onAddressees={onAddressees} />
        </>
      ) : (
        <>
          {isLive && (
            <Control icon="person" cap="A" act={acts.add}>
              {t('call')}
            </Control>
          )}
          {isLive && last?.speaker && (
            <Control icon="back" act={onReadd}>
              {t('readd', { name: last.speaker.name })}
            </Control>
          )}
        </>
      )}
    </div>
  );
}

const tall = 'btn min-h-13 elder:min-h-target [@media(max-height:739px)]:min-h-11.5';

function Control({
  icon,
  cap,
  act,
  children,
}: {
  icon: IconName;
  cap?: string;
  act: (() => void) | undefined;
  children: string;
}) {
  if (!act) return null;
  return (
    <button type="button" className={`${tall} btn-line gap-1 px-2.5`} onClick={act}>
      <Icon name={icon} className="size-4.5" />
      {children}
      {cap && <kbd>{cap}</kbd>}
    </button>
  );
}

const amounts = [30_000, 120_000, 180_000, 300_000, 600_000] as const;

/** Everything about the turn that has no key. */
function TurnMenu({
  turn,
  last,
  onReadd,
  onName,
  onAddressees,
}: Omit<ControlsProps, 'step' | 'acts' | 'turn'> & { turn: Turn }) {
  const t = useTranslations('chair.controls');
  const floorActs = useFloorActs();
  const submit = useSubmit();
  const settings = useLive(({ speaking }) => speaking.settings);
  const basedOn = useLive(({ speaking }) => speaking.settingsVersion);
  const other = turn.source === 'online' ? 'venue' : 'online';
  return (
    <Menu icon="more" label={t('more')} isQuiet className="self-stretch border border-line-strong px-2!">
      {turn.limitMs !== null && (
        <>
          {amounts.map((ms) => (
            <MenuItem key={ms} icon="plus" onSelect={() => void floorActs.extend(turn, ms)}>
              {t('add', { seconds: ms / 1_000 })}
            </MenuItem>
          ))}
          <MenuLine />
        </>
      )}
      {turn.speaker && (
        <MenuItem icon={other === 'venue' ? 'people' : 'camera'} onSelect={() => void floorActs.setSource(turn, other)}>
          {t(other === 'venue' ? 'toVenue' : 'toOnline')}
        </MenuItem>
      )}
      <MenuItem icon="person" onSelect={() => onName(turn)}>
        {t(turn.speaker ? 'correctSpeaker' : 'nameSpeaker')}
      </MenuItem>
      {turn.kind === 'speech' && (
        <MenuItem icon="talk" onSelect={() => onAddressees(turn)}>
          {t('addressees')}
        </MenuItem>
      )}
      {last?.speaker && (
        <MenuItem icon="back" onSelect={onReadd}>
          {t('readd', { name: last.speaker.name })}
        </MenuItem>
      )}
      <MenuLine />
      <MenuSwitch
        icon="sound"
        isOn={settings.hasBell}
        onSelect={() => void submit('speaking.setSettings', { hasBell: !settings.hasBell, basedOn })}
      >
        {t('bell')}
      </MenuSwitch>
      <MenuSwitch
        icon="micOff"
        isOn={settings.isMutedOnPause}
        onSelect={() => void submit('speaking.setSettings', { isMutedOnPause: !settings.isMutedOnPause, basedOn })}
      >
        {t('mutePause')}
      </MenuSwitch>
    </Menu>
  );
}
