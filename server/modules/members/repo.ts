import { Prisma } from '#generated/prisma/client.ts';
import { prisma } from '#server/platform/db.ts';

const rosterSelect = {
  id: true,
  userId: true,
  number: true,
  name: true,
  gender: true,
  party: true,
  post: true,
  phone: true,
  isActive: true,
  version: true,
  sector: { select: { id: true, name: true, position: true } },
  memberships: { select: { committee: { select: { id: true, name: true } } } },
} satisfies Prisma.MemberSelect;
export type StoredMember = Prisma.MemberGetPayload<{ select: typeof rosterSelect }>;

export const listMembers = (where: Prisma.MemberWhereInput = {}) =>
  prisma.member.findMany({
    where,
    select: rosterSelect,
    orderBy: [{ sector: { position: 'asc' } }, { number: 'asc' }],
  });

export const findMember = (id: string) => prisma.member.findUnique({ where: { id }, select: rosterSelect });

export const listChanges = (memberId: string) =>
  prisma.memberChange.findMany({
    where: { memberId },
    orderBy: { at: 'desc' },
    select: { id: true, at: true, fields: true, source: true, byUserId: true },
  });

export const listSectors = () =>
  prisma.sector.findMany({
    orderBy: { position: 'asc' },
    select: { id: true, name: true, _count: { select: { members: { where: { isActive: true } } } } },
  });

export const listCommittees = () =>
  prisma.specialCommittee.findMany({
    orderBy: { position: 'asc' },
    select: { id: true, name: true, _count: { select: { memberships: true } } },
  });

export const latestTerm = () => prisma.term.findFirst({ orderBy: { startsOn: 'desc' }, select: { id: true } });

export const findUsers = (ids: readonly string[]) =>
  prisma.user.findMany({
    where: { id: { in: [...ids] } },
    select: {
      id: true,
      name: true,
      post: true,
      role: true,
      member: { select: { id: true, sector: { select: { id: true, name: true } } } },
    },
  });

export const listStaff = () =>
  prisma.user.findMany({
    where: { role: { in: ['officer', 'department', 'street'] }, isDisabled: false },
    orderBy: { name: 'asc' },
    select: { id: true, name: true, post: true, role: true },
  });

export interface MemberWrite {
  readonly memberId: string;
  readonly basedOn: number;
  readonly data: Prisma.MemberUncheckedUpdateInput & { readonly name: string; readonly phone: string | null };
  readonly committeeIds: readonly string[];
  readonly fields: Prisma.InputJsonValue;
}

export interface NewMember {
  readonly userId: string;
  readonly username: string;
  readonly member: Omit<Prisma.MemberUncheckedCreateInput, 'userId'>;
  readonly committeeIds: readonly string[];
}

class Stale extends Error {}

export type Written = 'written' | 'stale' | 'phoneTaken';

/** A phone number signs one account in, so the database refuses it for a second one. */
function isPhoneTaken(error: unknown): boolean {
  return (
    error instanceof Prisma.PrismaClientKnownRequestError &&
    error.code === 'P2002' &&
    JSON.stringify(error.meta).includes('phone')
  );
}

/** Writes all changes in one transaction; stale when one of the members was changed meanwhile (B2, B5). */
export async function writeMembers(
  changed: readonly MemberWrite[],
  fresh: readonly NewMember[],
  byUserId: string,
  source: string,
): Promise<Written> {
  try {
    await prisma.$transaction(
      async (tx) => {
        for (const write of changed) await writeOne(tx, write, byUserId, source);
        for (const one of fresh) await createOne(tx, one, byUserId, source);
      },
      { timeout: 60_000 },
    );
    return 'written';
  } catch (error) {
    if (error instanceof Stale) return 'stale';
    if (isPhoneTaken(error)) return 'phoneTaken';
    throw error;
  }
}

async function writeOne(
  tx: Prisma.TransactionClient,
  write: MemberWrite,
  byUserId: string,
  source: string,
): Promise<void> {
  const { memberId, basedOn, data, committeeIds, fields } = write;
  const updated = await tx.member.updateMany({
    where: { id: memberId, version: basedOn },
    data: { ...data, version: { increment: 1 } },
  });
  if (updated.count !== 1) throw new Stale();
  // The account is signed in by the same phone and shown by the same name.
  await tx.user.updateMany({ where: { member: { id: memberId } }, data: { name: data.name, phone: data.phone } });
  await tx.committeeMembership.deleteMany({ where: { memberId, committeeId: { notIn: [...committeeIds] } } });
  await tx.committeeMembership.createMany({
    data: committeeIds.map((committeeId) => ({ memberId, committeeId })),
    skipDuplicates: true,
  });
  await tx.memberChange.create({ data: { memberId, byUserId, fields, source } });
}

async function createOne(
  tx: Prisma.TransactionClient,
  { userId, username, member, committeeIds }: NewMember,
  byUserId: string,
  source: string,
): Promise<void> {
  await tx.user.create({
    data: {
      id: userId,
      name: member.name,
      username,
      displayUsername: username,
      email: `${username}@accounts.invalid`,
      phone: member.phone ?? null,
      role: 'member',
    },
  });
  const created = await tx.member.create({ data: { ...member, userId }, select: { id: true } });
  await tx.committeeMembership.createMany({
    data: committeeIds.map((committeeId) => ({ memberId: created.id, committeeId })),
  });
  await tx.memberChange.create({
    data: { memberId: created.id, byUserId, fields: { created: ['', member.number] }, source },
  });
}

/** Whose member number this is; null for nobody's. */
export const findByNumber = (number: string) =>
  prisma.member.findUnique({ where: { number }, select: { userId: true } });

/** People with an account by part of the name, or by the beginning of the member number. */
export const searchUsers = (text: string, limit: number) =>
  prisma.user.findMany({
    where: {
      isDisabled: false,
      OR: [{ name: { contains: text, mode: 'insensitive' } }, { member: { number: { startsWith: text } } }],
    },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: limit,
    select: {
      id: true,
      name: true,
      post: true,
      member: { select: { number: true, sector: { select: { name: true } } } },
    },
  });
