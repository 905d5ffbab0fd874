export { confirmImport, previewFile, reviseMember } from './commands.ts';
export type { InvitablePerson, NamedGroup, PreviewRow, RosterRow } from './contract.ts';
export { memberRoutes } from './http.ts';
export { mayKeepRoster, mayReadContacts, mayReadRoster } from './policy.ts';
export {
  committees,
  type FoundAccount,
  historyOf,
  invitable,
  type MemberHistoryEntry,
  memberById,
  type Person,
  peopleByUserIds,
  peopleOfCommittees,
  peopleOfSectors,
  roster,
  searchPeople,
  sectors,
  staff,
  userIdByNumber,
} from './queries.ts';
