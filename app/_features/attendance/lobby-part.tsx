'use client';

import { useCallback, useEffect, useState } from 'react';
import { keepReading } from '#app/_lib/keep-reading.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { OwnAttendance } from '#server/modules/attendance/contract.ts';
import { OwnPart } from './own-part.tsx';

const retryMs = 3_000;
/** That leave was declined is nobody else's business and not told live: whoever waits for an answer reads again. */
const askAgainMs = 10_000;

/** Before entering: the own code and the own leave, as on the desk. Why somebody is away is not told live, so it is read. */
export function LobbyPart({ userId }: { userId: string }) {
  const { meetingId } = useLiveClient();
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isOnLeave = useLive(({ attendance }) => attendance.onLeave[userId] === true);
  const version = useLive(({ attendance }) => attendance.people[userId]?.version ?? 0);
  const [own, setOwn] = useState<OwnAttendance | null>(null);
  const [round, setRound] = useState(0);
  const onChanged = useCallback(() => setRound((before) => before + 1), []);
  // oxlint-disable-next-line react/exhaustive-deps -- what the log tells of this person is the sign to read again
  useEffect(
    () =>
      keepReading(`/api/live/${meetingId}/attendance/mine`, (answer, status) => {
        // Whoever has no place has no attendance either; everything else passes.
        if (!answer) return status === 404 ? null : retryMs;
        setOwn(answer as OwnAttendance);
        return (answer as OwnAttendance).leave?.stage === 'requested' ? askAgainMs : null;
      }),
    [meetingId, isOnLeave, version, round],
  );
  if (!own) return null;
  const row = { status: own.place === null ? ('expected' as const) : ('present' as const), firstAt: own.since };
  return (
    <OwnPart
      meetingId={meetingId}
      title={title}
      row={{ ...row, leave: own.leave }}
      isRunning={phase !== 'scheduled'}
      onChanged={onChanged}
    />
  );
}
