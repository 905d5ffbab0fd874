'use client';

import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { type MeetingView, meetingFolding } from '#app/_lib/live/modules.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ReplayInfo } from '#server/modules/replays/contract.ts';
import { loadLog } from './load-log.ts';
import { type PlayerState, ReplayPlayer, type Span } from './player.ts';
import { type RecordEntry, recordOf } from './record-list.ts';
import { type SeekableLog, seekableLog } from './seekable-log.ts';
import { lastBefore, type Timeline, timelineOf } from './timeline.ts';

export interface Replay {
  readonly info: ReplayInfo;
  readonly timeline: Timeline;
  readonly record: readonly RecordEntry[];
  readonly player: ReplayPlayer;
  /** The meeting at an instant. */
  readonly stateAt: (at: number) => MeetingView;
  readonly last: MeetingView;
  /** To the turn after or before the present one. */
  readonly stepTurn: (by: 1 | -1) => void;
  readonly stepChapter: (by: 1 | -1) => void;
}

export type LoadedLog = readonly LogEvent[] | 'loading' | 'failed';

export function useLog({ meetingId, audience }: ReplayInfo): { readonly log: LoadedLog; readonly retry: () => void } {
  const [log, setLog] = useState<LoadedLog>('loading');
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let isGone = false;
    loadLog(meetingId, audience).then(
      (events) => isGone || setLog(events),
      () => isGone || setLog('failed'),
    );
    return () => {
      isGone = true;
    };
  }, [meetingId, audience, attempt]);
  return {
    log,
    retry: () => {
      setLog('loading');
      setAttempt(attempt + 1);
    },
  };
}

/** Whether there are pictures to play. */
export const hasPictures = ({ recording }: ReplayInfo): boolean => recording === 'ready' || recording === 'preparing';

/** The instant a link leads to: `?t=` in seconds from the meeting's start. */
function linkedInstant({ startedAt, endedAt }: ReplayInfo): number {
  const seconds = Number(new URLSearchParams(location.search).get('t') ?? 0);
  return Math.min(endedAt, startedAt + (Number.isFinite(seconds) ? Math.max(0, seconds) : 0) * 1000);
}

const aTurnsBeginningMs = 3_000;

export function useReplay(info: ReplayInfo, events: readonly LogEvent[]): Replay {
  const replay = useMemo((): Replay => {
    const log: SeekableLog<MeetingView> = seekableLog(events, meetingFolding);
    const last = log.last();
    const { meetingId, audience, startedAt: from, endedAt: to } = info;
    const hasRecording = hasPictures(info);
    const timeline = timelineOf(events, last, { from, to, audience, hasRecording });
    const cuts: readonly Span[] = timeline.chapters.filter(({ isCut }) => isCut);
    const room = audience === 'room' ? '?audience=room' : '';
    const player = new ReplayPlayer({
      from,
      to,
      cuts,
      playlistUrl: hasRecording ? `/hls/${meetingId}/replay.m3u8${room}` : null,
      startAt: linkedInstant(info),
    });
    const step = (starts: readonly { readonly from: number }[], by: 1 | -1): void => {
      const { instant } = player.getState();
      // Back within a turn goes to its beginning, at its beginning to the one before.
      const target =
        by === 1
          ? starts.find((one) => one.from > instant + 500)
          : lastBefore(starts, instant - (starts.length > 0 ? aTurnsBeginningMs : 0));
      if (target) player.seek(target.from);
      else if (by === -1) player.seek(from);
    };
    return {
      info,
      timeline,
      record: recordOf(timeline),
      player,
      stateAt: log.stateAt,
      last,
      stepTurn: (by) => step(timeline.turns, by),
      stepChapter: (by) =>
        step(
          timeline.chapters.filter(({ isCut }) => !isCut),
          by,
        ),
    };
  }, [info, events]);
  useEffect(() => () => replay.player.close(), [replay]);
  return replay;
}

export const usePlayer = ({ player }: Replay): PlayerState =>
  useSyncExternalStore(player.subscribe, player.getState, player.getState);
