export { canPlan, type InvitedPerson, meetingsServer, type PeopleDirectory } from './commands.ts';
export { type MeetingsState, meetingsLive, rolesOf } from './domain.ts';
export { createMeeting, type MeetingRoutesEnvironment, meetingRoutes } from './http.ts';
export { pagePicture } from './pages.ts';
export { allMeetings, type MeetingRow, meetingById, meetingsOf, meetingTitles, publicMeetings } from './queries.ts';
