'use client';

import { useTranslations } from 'next-intl';
import { useSubmit } from '#app/_features/speaking/conduct.tsx';
import { QueueList } from '#app/_features/speaking/queue-list.tsx';
import { useList } from '#app/_features/speaking/use-list.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Menu, MenuChoice, MenuItem, MenuLine } from '#app/_ui/menu.tsx';
import { Strategy } from '#server/modules/speaking/contract.ts';
import { frozenEntries, unnamedTurns } from '#server/modules/speaking/figures.ts';
import type { ChairDialog, OpenDialog } from './chair-dialogs.ts';
import type { Chairing } from './use-chair-acts.ts';

interface QueueProps {
  readonly chairing: Chairing;
  readonly selectedId: string | null;
  readonly onSelect: (entryId: string | null) => void;
  readonly open: OpenDialog;
}

/** Who waits, how the list is ordered and whether it takes more. */
export function ChairQueue({ chairing, selectedId, onSelect, open }: QueueProps) {
  const t = useTranslations('chair.queue');
  const { places, acts, grant, isRunner } = chairing;
  const { list } = useList();
  return (
    <section
      aria-label={t('title')}
      className="mt-3 flex min-h-0 flex-1 flex-col max-lg:flex-none elder:flex-none [@media(max-height:739px)]:mt-2.5"
    >
      <div className="mx-5 flex min-h-10 flex-none flex-wrap items-center gap-x-2 border-t-3 border-double border-line-strong text-sm text-ink-3 [@media(max-height:739px)]:min-h-9">
        <h2 className="text-note text-ink">
          {t('title')} <span className="num">{places.length}</span>
        </h2>
        {acts.list ? (
          <button
            type="button"
            className={`tool min-h-9! px-1! elder:min-h-target! ${list.isClosed ? 'font-bold text-time' : ''}`}
            title={t(list.isClosed ? 'openList' : 'closeList')}
            onClick={acts.list}
          >
            {t(list.isClosed ? 'isClosed' : 'isOpen')} <kbd>L</kbd>
          </button>
        ) : (
          <span>{t(list.isClosed ? 'isClosed' : 'isOpen')}</span>
        )}
        <span className="ml-auto flex items-center">
          {isRunner && <ListMenu open={open} />}
          {acts.add && (
            <button type="button" className="tool -mr-2.5 min-h-9! text-nav elder:min-h-target!" onClick={acts.add}>
              {t('add')} <kbd>A</kbd>
            </button>
          )}
        </span>
      </div>
      {places.length === 0 ? (
        <div className="mx-5 flex-1 border-t border-line py-5">
          <p className="text-lg font-bold">{t('empty')}</p>
          <p className="mt-1 text-note text-ink-2">{t(list.isClosed ? 'emptyClosed' : 'emptyText')}</p>
          {acts.add && (
            <button type="button" className="btn btn-line mt-3 px-3.5 text-note" onClick={acts.add}>
              {t('add')}
            </button>
          )}
        </div>
      ) : (
        <QueueList
          places={places}
          selectedId={selectedId}
          onSelect={onSelect}
          onRemove={(entry) => open({ kind: 'remove', entry })}
          onGrant={grant}
        />
      )}
      <Asides open={open} />
    </section>
  );
}

/** How the item's list is ordered, and the papers in which the rest of it is set. */
function ListMenu({ open }: { open: OpenDialog }) {
  const t = useTranslations('chair.queue');
  const strategies = useTranslations('speaking.strategy');
  const submit = useSubmit();
  const { itemId, list } = useList();
  const ofMeeting = useLive(({ speaking }) => speaking.settings.strategy);
  const settingsVersion = useLive(({ speaking }) => speaking.settingsVersion);
  const strategy = list.strategy ?? ofMeeting;
  const choose = (chosen: Strategy): void => {
    const own = chosen === ofMeeting ? null : chosen;
    void submit('speaking.setList', { itemId, strategy: own, basedOn: list.version });
  };
  const paper = (kind: Extract<ChairDialog['kind'], 'limits' | 'prearranged' | 'sectors' | 'written' | 'budgets'>) => ({
    onSelect: () => open({ kind }),
  });
  return (
    <Menu icon="down" label={strategies(strategy)} className="min-h-9! flex-row-reverse text-ink-3 elder:min-h-target!">
      <MenuChoice
        options={Strategy.options.map((value) => ({ value, label: strategies(value) }))}
        value={strategy}
        onChoose={choose}
      />
      {list.strategy !== null && (
        <MenuItem
          icon="check"
          onSelect={() => void submit('speaking.setSettings', { strategy, basedOn: settingsVersion })}
        >
          {t('forAll')}
        </MenuItem>
      )}
      <MenuLine />
      <MenuItem icon="text" {...paper('prearranged')}>
        {t('prearranged')}
      </MenuItem>
      <MenuItem icon="people" {...paper('sectors')}>
        {t('sectors')}
      </MenuItem>
      <MenuItem icon="clock" {...paper('limits')}>
        {t('limits')}
      </MenuItem>
      <MenuItem icon="signal" {...paper('budgets')}>
        {t('budgets')}
      </MenuItem>
      <MenuItem icon="document" {...paper('written')}>
        {t('written')}
      </MenuItem>
    </Menu>
  );
}

/** What is not of this item or not settled yet: one quiet line. */
function Asides({ open }: { open: OpenDialog }) {
  const t = useTranslations('chair.queue');
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const speaking = useLive((state) => state.speaking);
  const frozen = frozenEntries(speaking, current);
  const [unnamed, ...others] = unnamedTurns(speaking).filter(({ endedAt }) => endedAt !== null);
  if (frozen.length === 0 && !unnamed) return null;
  return (
    <p className="mx-5 flex flex-none gap-4 border-t border-line text-sm">
      {frozen.length > 0 && (
        <button
          type="button"
          className="tool min-h-8! px-0! text-nav elder:min-h-target!"
          onClick={() => open({ kind: 'frozen' })}
        >
          {t('frozen', { count: frozen.length })}
        </button>
      )}
      {unnamed && (
        <button
          type="button"
          className="tool min-h-8! px-0! font-bold text-time elder:min-h-target!"
          onClick={() => open({ kind: 'name', turn: unnamed })}
        >
          {t('unnamed', { count: others.length + 1 })}
        </button>
      )}
    </p>
  );
}
