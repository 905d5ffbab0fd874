import { MeetingPhase, type PolicyRow } from '#server/kernel/live.ts';
import type { commands } from './contract.ts';

const office: PolicyRow = { roles: ['officer'], phases: MeetingPhase.options };

/** Who may decide on replays (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow> & Record<keyof typeof commands, PolicyRow>> = {
  'replays.setReplay': office,
  'replays.takeDown': office,
  'replays.liftTakedown': office,
  'replays.setHold': office,
};
