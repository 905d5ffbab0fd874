import type { MeetingRole } from '#server/kernel/actor.ts';
import type { InvitablePerson } from '#server/modules/members/contract.ts';

/** What the office can make of a person in a meeting, most particular first. */
export const givenRoles = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer'] as const;
export type GivenRole = (typeof givenRoles)[number];

/** Who is invited as what, by user id. */
export type Invitation = ReadonlyMap<string, readonly MeetingRole[]>;

/** The role a person is listed under. */
export const leadingRole = (roles: readonly MeetingRole[]): GivenRole =>
  givenRoles.find((role) => roles.includes(role)) ?? 'observer';

/** A member who chairs or writes stays a member: speaking and voting are theirs all the same. */
export const rolesFor = (person: InvitablePerson, role: GivenRole): readonly MeetingRole[] =>
  person.memberId !== null && (role === 'chair' || role === 'clerk' || role === 'technician')
    ? [role, 'member']
    : [role];

/** What a person is invited as when nothing else is said. */
export const usualRole = (person: InvitablePerson): GivenRole =>
  person.memberId === null ? (person.role === 'officer' ? 'clerk' : 'guest') : 'member';

export function give(invitation: Invitation, person: InvitablePerson, role: GivenRole): Invitation {
  return new Map([...invitation, [person.userId, rolesFor(person, role)]]);
}

export function withdraw(invitation: Invitation, userIds: Iterable<string>): Invitation {
  const left = new Map(invitation);
  for (const userId of userIds) left.delete(userId);
  return left;
}

/** Adds everyone of a group who has no place yet; whoever has one keeps it. */
export function addGroup(invitation: Invitation, group: readonly InvitablePerson[]): Invitation {
  const fresh = group.filter((person) => !invitation.has(person.userId));
  return new Map([...invitation, ...fresh.map((person) => [person.userId, ['member']] as const)]);
}

/** Takes out those of a group who are plain members; a chair is not lost with a sector. */
export const removeGroup = (invitation: Invitation, group: readonly InvitablePerson[]): Invitation =>
  withdraw(
    invitation,
    group.map(({ userId }) => userId).filter((userId) => leadingRole(invitation.get(userId) ?? []) === 'member'),
  );

export function countByRole(invitation: Invitation): Readonly<Record<GivenRole, number>> {
  const counts = { chair: 0, clerk: 0, technician: 0, member: 0, guest: 0, observer: 0 };
  for (const roles of invitation.values()) counts[leadingRole(roles)]++;
  return counts;
}

/** Whose name, sector or post holds all the words. */
export function search(people: readonly InvitablePerson[], text: string): readonly InvitablePerson[] {
  const words = text.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return people.filter((person) => {
    const all = `${person.name} ${person.sectorName ?? ''} ${person.post ?? ''}`;
    return words.every((word) => all.includes(word));
  });
}
