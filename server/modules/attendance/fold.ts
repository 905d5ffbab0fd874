export { attendanceFold } from './evolve.ts';
/** What a page needs to follow this context: state and fold, without schemas or rules. */
export type { AttendanceState } from './state.ts';
