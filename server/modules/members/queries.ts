import type { Actor } from '#server/kernel/actor.ts';
import type { InvitablePerson, NamedGroup, RosterRow } from './contract.ts';
import { mayKeepRoster, mayReadContacts } from './policy.ts';
import * as repo from './repo.ts';

export const toRow = (member: repo.StoredMember, isContactShown: boolean): RosterRow => ({
  memberId: member.id,
  userId: member.userId,
  number: member.number,
  name: member.name,
  gender: member.gender,
  sectorId: member.sector.id,
  sectorName: member.sector.name,
  committees: member.memberships.map(({ committee }) => committee.name),
  committeeIds: member.memberships.map(({ committee }) => committee.id),
  party: member.party,
  post: member.post,
  phone: isContactShown ? member.phone : null,
  isActive: member.isActive,
  version: member.version,
});

/** The whole roster in sector order; contacts only for those who may read them (B3). */
export async function roster(actor: Actor): Promise<readonly RosterRow[]> {
  const members = await repo.listMembers();
  return members.map((member) => toRow(member, mayReadContacts(actor, member.userId)));
}

export async function memberById(actor: Actor, memberId: string): Promise<RosterRow | null> {
  if (!/^[0-9a-f-]{36}$/i.test(memberId)) return null;
  const member = await repo.findMember(memberId);
  return member && toRow(member, mayReadContacts(actor, member.userId));
}

export interface MemberHistoryEntry {
  readonly id: string;
  readonly at: number;
  readonly source: string;
  /** Who changed it; null for an account that is no more. */
  readonly by: string | null;
  readonly fields: Readonly<Record<string, readonly [string, string]>>;
}

/** Every change of a member's file, newest first; it holds contacts, so it is read by those who may read them (B1, B3). */
export async function historyOf(actor: Actor, memberId: string): Promise<readonly MemberHistoryEntry[]> {
  const member = await repo.findMember(memberId);
  if (!member || !mayReadContacts(actor, member.userId)) return [];
  const rows = await repo.listChanges(memberId);
  const authors = await repo.findUsers(rows.flatMap(({ byUserId }) => byUserId ?? []));
  const nameOf = new Map(authors.map(({ id, name }) => [id, name]));
  return rows.map((row) => ({
    id: row.id,
    at: row.at.getTime(),
    source: row.source,
    by: nameOf.get(row.byUserId ?? '') ?? null,
    fields: row.fields as Record<string, [string, string]>,
  }));
}

export async function sectors(): Promise<readonly NamedGroup[]> {
  return (await repo.listSectors()).map(({ id, name, _count }) => ({ id, name, count: _count.members }));
}

export async function committees(): Promise<readonly NamedGroup[]> {
  return (await repo.listCommittees()).map(({ id, name, _count }) => ({ id, name, count: _count.memberships }));
}

/** Office staff and outside parties, for chair, clerk, technician and guests. */
export async function staff(): Promise<readonly { userId: string; name: string; post: string | null; role: string }[]> {
  return (await repo.listStaff()).map(({ id, name, post, role }) => ({ userId: id, name, post, role }));
}

/** Everyone who can be given a place in a meeting, as the planning page needs them; nothing for anyone but the office. */
export async function invitable(actor: Actor): Promise<readonly InvitablePerson[]> {
  if (!mayKeepRoster(actor)) return [];
  const [members, others] = await Promise.all([repo.listMembers({ isActive: true }), repo.listStaff()]);
  return [
    ...members.map((member) => ({
      userId: member.userId,
      name: member.name,
      role: 'member',
      memberId: member.id,
      sectorId: member.sector.id,
      sectorName: member.sector.name,
      committeeIds: member.memberships.map(({ committee }) => committee.id),
      post: null,
    })),
    ...others.map(({ id, name, role, post }) => ({
      userId: id,
      name,
      role,
      memberId: null,
      sectorId: null,
      sectorName: null,
      committeeIds: [],
      post,
    })),
  ];
}

export interface Person {
  readonly userId: string;
  readonly name: string;
  readonly memberId: string | null;
  readonly sectorId: string | null;
  readonly sectorName: string | null;
  readonly post: string | null;
}

export async function peopleByUserIds(userIds: readonly string[]): Promise<readonly Person[]> {
  if (userIds.length === 0) return [];
  const users = await repo.findUsers(userIds);
  return users.map(({ id, name, post, member }) => ({
    userId: id,
    name,
    post,
    memberId: member?.id ?? null,
    sectorId: member?.sector.id ?? null,
    sectorName: member?.sector.name ?? null,
  }));
}

const asPerson = (member: repo.StoredMember): Person => ({
  userId: member.userId,
  name: member.name,
  memberId: member.id,
  sectorId: member.sector.id,
  sectorName: member.sector.name,
  post: null,
});

export async function peopleOfSectors(sectorIds: readonly string[]): Promise<readonly Person[]> {
  if (sectorIds.length === 0) return [];
  return (await repo.listMembers({ sectorId: { in: [...sectorIds] }, isActive: true })).map(asPerson);
}

export async function peopleOfCommittees(committeeIds: readonly string[]): Promise<readonly Person[]> {
  if (committeeIds.length === 0) return [];
  const where = { isActive: true, memberships: { some: { committeeId: { in: [...committeeIds] } } } };
  return (await repo.listMembers(where)).map(asPerson);
}

/** The account of whoever carries a member number; null for nobody. */
export const userIdByNumber = async (number: string): Promise<string | null> =>
  (await repo.findByNumber(number))?.userId ?? null;

/** Somebody with an account, as a desk finds them. */
export interface FoundAccount {
  readonly userId: string;
  readonly name: string;
  readonly number: string | null;
  readonly from: string;
}

/** People by part of the name or the beginning of the number, for desks that let people in; no contacts. */
export async function searchPeople(text: string, limit: number): Promise<readonly FoundAccount[]> {
  const users = await repo.searchUsers(text, limit);
  return users.map(({ id, name, post, member }) => ({
    userId: id,
    name,
    number: member?.number ?? null,
    from: member?.sector.name ?? post ?? '',
  }));
}
