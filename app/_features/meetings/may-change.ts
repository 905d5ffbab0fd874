import { useLive } from '#app/_lib/live/live-context.tsx';
import { policy } from '#server/modules/meetings/policy.ts';

/** Whether the meeting's present phase lets the office give this command. The server decides; the page only says why not. */
export const useMayChange = (command: string): boolean =>
  useLive(({ meetings }) => policy[`meetings.${command}`]?.phases.includes(meetings.phase) ?? false);
