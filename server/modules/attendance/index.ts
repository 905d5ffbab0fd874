export { attendDue } from './checking.ts';
export { attendanceServer } from './commands.ts';
export type { AttendanceState } from './domain.ts';
export { type AttendanceRoutesEnvironment, attendanceRoutes } from './http.ts';
export { type OwnRow, ownAttendance } from './queries.ts';
