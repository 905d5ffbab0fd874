'use client';

import { useTranslations } from 'next-intl';
import { useCallback, useRef } from 'react';
import { PageNotice, StageBones } from '#app/_ui/states.tsx';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ReplayInfo } from '#server/modules/replays/contract.ts';
import { RecordRail } from './record-rail.tsx';
import { ReplayBar } from './replay-bar.tsx';
import { ReplayControls } from './replay-controls.tsx';
import { useReplayKeys } from './replay-keys.ts';
import { ReplayNow } from './replay-now.tsx';
import { ReplayStage } from './replay-stage.tsx';
import { ReplayTrack } from './replay-track.tsx';
import { useLog, useReplay } from './use-replay.ts';

/** A meeting seen again: one playhead moves picture, record, queue, talk and votes. */
export function ReplayPage({ info }: { info: ReplayInfo }) {
  const t = useTranslations('replays');
  const { log, retry } = useLog(info);
  if (log === 'loading') return <StageBones />;
  if (log === 'failed')
    return (
      <PageNotice
        icon="signal"
        title={t('lost.title')}
        action={
          <button type="button" className="btn btn-nav" onClick={retry}>
            {t('lost.retry')}
          </button>
        }
      >
        {t('lost.text')}
      </PageNotice>
    );
  return <Loaded info={info} events={log} />;
}

function Loaded({ info, events }: { info: ReplayInfo; events: readonly LogEvent[] }) {
  const replay = useReplay(info, events);
  const search = useRef<HTMLInputElement>(null);
  useReplayKeys(
    replay,
    useCallback(() => search.current?.focus(), []),
  );
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_minmax(0,1fr)] lg:h-dvh lg:min-h-170 lg:overflow-hidden">
      <ReplayBar replay={replay} />
      <div className="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:grid-cols-[minmax(0,1fr)_31.125rem]">
        <main className="flex min-h-0 min-w-0 flex-col border-line lg:border-r">
          <ReplayStage replay={replay} />
          <div className="flex-none bg-sheet px-4 lg:px-5">
            <ReplayControls replay={replay} />
            <ReplayTrack replay={replay} />
          </div>
        </main>
        <aside className="grid min-h-0 min-w-0 bg-sheet max-lg:border-t max-lg:border-line lg:grid-rows-[auto_minmax(0,1fr)_auto]">
          <RecordRail replay={replay} search={search} />
          <ReplayNow replay={replay} />
        </aside>
      </div>
    </div>
  );
}
