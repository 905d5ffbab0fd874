export { canPlan, type InvitedPerson, meetingsServer, type PeopleDirectory } from './commands.ts';
export { type MeetingsState, meetingsLive, rolesOf } from './domain.ts';
