import type { RecorderState, Segment, SpeakerAudio } from './contract.ts';
import * as repo from './repo.ts';

/** How the recorder of a meeting is doing, or was when its node fell silent; null when there is none. */
export async function recorderState(meetingId: string): Promise<RecorderState | null> {
  return (await repo.statesOf([meetingId]))[0] ?? null;
}

/** The recorders that run now, on all nodes. */
export const recorderStates = (): Promise<readonly RecorderState[]> => repo.statesOf();

/** A meeting's segments in order, whatever their audience; empty when nothing was recorded. */
export async function segmentsOf(meetingId: string): Promise<readonly Segment[]> {
  const programme = await repo.programmeOf(meetingId);
  return programme ? repo.segmentsAfter(programme.id, -1) : [];
}

/** What each speaker said, in order of beginning. */
export const speakerAudioOf = (meetingId: string): Promise<readonly SpeakerAudio[]> => repo.voicesOf(meetingId);
