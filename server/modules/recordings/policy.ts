import { MeetingPhase, type PolicyRow } from '#server/kernel/live.ts';

const system: PolicyRow = { roles: ['system'], phases: MeetingPhase.options };

/** Nobody commands the recorder but the product itself (RULES.md, Permissions). */
export const policy: Readonly<Record<string, PolicyRow>> = {
  'recordings.startProgramme': system,
  'recordings.interruptProgramme': system,
  'recordings.resumeProgramme': system,
  'recordings.endProgramme': system,
};
