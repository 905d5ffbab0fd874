export { type Programme, type RecordingsState, recordingsFold } from './evolve.ts';
