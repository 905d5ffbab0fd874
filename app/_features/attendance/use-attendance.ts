'use client';

import { useCallback } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { type AttendanceFigures, attendanceFigures } from '#server/modules/attendance/figures.ts';

interface Known {
  readonly of: readonly unknown[];
  readonly figures: AttendanceFigures;
}
let known: Known | null = null;

/** Counted once for all that show it, and again only when something that counts has changed. */
function counted(view: MeetingView): AttendanceFigures {
  const of = [view.meetings.participants, view.attendance, view.speaking.settings];
  if (!known?.of.every((part, at) => part === of[at])) known = { of, figures: attendanceFigures(view) };
  return known.figures;
}

const isSame = (a: AttendanceFigures, b: AttendanceFigures): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Who is entitled, here, excused and missing: of the whole body, by sector, and against the quorum. */
export const useAttendance = (): AttendanceFigures => useLive(counted, isSame);

/** Whether the meeting is over: nobody is here any more, and who was stands in the list. */
export const useIsOver = (): boolean =>
  useLive(useCallback(({ meetings }: MeetingView) => meetings.endedAt !== null, []));
