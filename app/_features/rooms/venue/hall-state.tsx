'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { keepReading } from '#app/_lib/keep-reading.ts';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Bones } from '#app/_ui/states.tsx';
import type { ReceivedTrack, HallState as State } from '#server/hall-routes.ts';

const readAgainMs = 3_000;

/** How the recorder is doing, and what the media server has of the hall. */
export function HallState() {
  const t = useTranslations('venue.state');
  const { meetingId } = useLiveClient();
  const [state, setState] = useState<State | null>(null);
  const [isAway, setAway] = useState(false);
  useEffect(
    () =>
      keepReading(`/api/live/${meetingId}/hall-state`, (answer, status) => {
        setAway(status !== 200);
        if (status === 200) setState(answer as State);
        return readAgainMs;
      }),
    [meetingId],
  );
  return (
    <Section title={t('title')}>
      {isAway && <p className="py-2 text-note text-time">{t('away')}</p>}
      {state === null ? !isAway && <Bones lines={3} /> : <Figures state={state} />}
    </Section>
  );
}

function Figures({ state: { recorder, media, at } }: { state: State }) {
  const t = useTranslations('venue.state');
  return (
    <dl className="num grid grid-cols-[auto_1fr] gap-x-5 text-note [&>dd]:border-b [&>dd]:border-line [&>dd]:py-2 [&>dt]:border-b [&>dt]:border-line [&>dt]:py-2 [&>dt]:text-ink-2">
      <dt>{t('recorder')}</dt>
      <dd>
        {recorder === null ? (
          t('notRecorded')
        ) : (
          <>
            <b
              className={
                recorder.status === 'recording' ? 'text-live' : recorder.status === 'failed' ? 'text-time' : ''
              }
            >
              {t(`status.${recorder.status}`)}
            </b>
            <span className="block text-sm text-ink-2">
              {t('recorderFigures', {
                fps: Math.round(recorder.fps),
                dropped: recorder.droppedFrames,
                lag: Math.round(recorder.encoderLagMs),
                restarts: recorder.restarts,
              })}
              {recorder.lastSegmentAt !== null &&
                ` · ${t('lastSegment', { seconds: Math.max(0, Math.round((at - recorder.lastSegmentAt) / 1000)) })}`}
            </span>
          </>
        )}
      </dd>
      <dt>{t('server')}</dt>
      <dd>
        {media === null ? (
          <span className="text-time">{t('serverAway')}</span>
        ) : (
          t('serverFigures', { people: media.people, publishers: media.publishers })
        )}
      </dd>
      {media?.received.map((track) => (
        <Received key={track.trackId} track={track} />
      ))}
      <dt>{t('askedAt')}</dt>
      <dd>{clockTime(at)}</dd>
    </dl>
  );
}

function Received({ track: { from, source, codec, width, height, layers, isMuted } }: { track: ReceivedTrack }) {
  const t = useTranslations('venue.state');
  const isPicture = width > 0;
  return (
    <>
      <dt>{t(`from.${from as 'technician'}`)}</dt>
      <dd>
        {t(`source.${source as 'camera'}`)} <span className="text-ink-2 uppercase">{codec}</span>{' '}
        {isPicture && t('size', { width, height, layers })}
        {isMuted && <b className="text-time"> {t('muted')}</b>}
      </dd>
    </>
  );
}
