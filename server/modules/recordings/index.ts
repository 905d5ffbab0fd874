export { recordingsServer } from './commands.ts';
export type { RecorderState, Segment, SegmentAudience, SpeakerAudio } from './contract.ts';
export type { Programme, RecordingsState } from './domain.ts';
export { eraseRecordings } from './erasing.ts';
export { type RecordingRoutesEnvironment, recordingRoutes } from './http.ts';
export { recorderState, recorderStates, segmentsOf, speakerAudioOf } from './queries.ts';
export type { Withheld } from './reading.ts';
/** Rows as the recorder reads and writes them. */
export * as recordingRows from './repo.ts';
