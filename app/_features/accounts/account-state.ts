import type { AccountRow } from '#server/modules/identity/contract.ts';

/** What stands between a person and signing in; `fine` when nothing does. */
export const accountStates = ['new', 'first', 'fine', 'disabled'] as const;
export type AccountState = (typeof accountStates)[number];
export const isState = (text: string): text is AccountState => (accountStates as readonly string[]).includes(text);

export function stateOf({ isDisabled, password }: AccountRow): AccountState {
  if (isDisabled) return 'disabled';
  return password === 'none' ? 'new' : password === 'first' ? 'first' : 'fine';
}

/** Which tab of the list a role stands under. */
export const roleGroups = ['office', 'department', 'street', 'member'] as const;
export type RoleGroup = (typeof roleGroups)[number];
export const groupOf = (role: string): RoleGroup =>
  role === 'department' || role === 'street' || role === 'member' ? role : 'office';
