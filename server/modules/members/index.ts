export { confirmImport, previewFile, reviseMember } from './commands.ts';
export type { InvitablePerson, NamedGroup, PreviewRow, RosterRow } from './contract.ts';
export { memberRoutes } from './http.ts';
export { mayKeepRoster, mayReadContacts, mayReadRoster } from './policy.ts';
export {
  committees,
  historyOf,
  invitable,
  type MemberHistoryEntry,
  memberById,
  type Person,
  peopleByUserIds,
  peopleOfCommittees,
  peopleOfSectors,
  roster,
  sectors,
  staff,
} from './queries.ts';
