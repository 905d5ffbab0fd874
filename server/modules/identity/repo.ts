import { Prisma } from '#generated/prisma/client.ts';
import { prisma } from '#server/platform/db.ts';

export const findUsername = async (identifier: string): Promise<string | null> => {
  const user = await prisma.user.findFirst({
    where: { OR: [{ username: identifier.toLowerCase() }, { phone: identifier }], isDisabled: false },
    select: { username: true },
  });
  return user?.username ?? null;
};

export const readFailure = (identifierHash: string) =>
  prisma.signInFailure.findUnique({
    where: { identifierHash },
    select: { count: true, lockedUntil: true, lastAt: true },
  });

/** Counts one failure in a single statement, so that parallel guesses are all counted. */
export async function countFailure(identifierHash: string, lockAfter: number, lockMs: number): Promise<void> {
  await prisma.$executeRaw`
    insert into sign_in_failure (identifier_hash, count, last_at) values (${identifierHash}, 1, now())
    on conflict (identifier_hash) do update set
      count = case when sign_in_failure.locked_until < now() then 1 else sign_in_failure.count + 1 end,
      last_at = now(),
      locked_until = case
        when sign_in_failure.locked_until < now() then null
        when sign_in_failure.count + 1 >= ${lockAfter} then now() + ${lockMs} * interval '1 millisecond'
        else sign_in_failure.locked_until end`;
}

export const clearFailures = (identifierHash: string) => prisma.signInFailure.deleteMany({ where: { identifierHash } });

export const readSession = (sessionId: string) =>
  prisma.session.findUnique({ where: { id: sessionId }, select: { updatedAt: true, userId: true } });

export const listSessions = (userId: string) =>
  prisma.session.findMany({
    where: { userId, expiresAt: { gt: new Date() } },
    select: { id: true, userAgent: true, ipAddress: true, createdAt: true, updatedAt: true },
    orderBy: { updatedAt: 'desc' },
  });

export const deleteSession = (sessionId: string, userId?: string) =>
  prisma.session.deleteMany({ where: { id: sessionId, ...(userId !== undefined && { userId }) } });

/** Of the given sessions, those that still exist and whose account is not disabled, stamped as in use. */
export async function touchSessions(sessionIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    update session set updated_at = now() where id = any(${[...sessionIds]}::uuid[]) and expires_at > now()
      and not exists (select 1 from "user" u where u.id = session.user_id and u.is_disabled) returning id::text`;
  return new Set(rows.map((row) => row.id));
}

/** How a person signs in besides the password, for the account page. */
export const listPasskeys = (userId: string) =>
  prisma.passkey.findMany({
    where: { userId },
    select: { id: true, name: true, createdAt: true },
    orderBy: { createdAt: 'asc' },
  });
export const countLinks = (userId: string) => prisma.account.count({ where: { userId, providerId: 'oidc' } });

export const findOwnWords = (userId: string) =>
  prisma.user.findUnique({ where: { id: userId }, select: { username: true, name: true, phone: true } });

export const setPasswordChanged = (userId: string) =>
  prisma.user.update({ where: { id: userId }, data: { mustChangePassword: false }, select: { id: true } });

export const readCode = (phoneHash: string) => prisma.phoneCode.findUnique({ where: { phoneHash } });

/** Stores a fresh code unless one was sent within `pauseMs`; tells whether it did. */
export async function storeCode(
  phoneHash: string,
  codeHash: string,
  lifeMs: number,
  pauseMs: number,
): Promise<boolean> {
  const count = await prisma.$executeRaw`
    insert into phone_code (phone_hash, code_hash, attempts, sent_at, expires_at)
    values (${phoneHash}, ${codeHash}, 0, now(), now() + ${lifeMs} * interval '1 millisecond')
    on conflict (phone_hash) do update set code_hash = excluded.code_hash, attempts = 0, sent_at = now(), expires_at = excluded.expires_at
      where phone_code.sent_at < now() - ${pauseMs} * interval '1 millisecond'`;
  return count === 1;
}

export const dropCode = (phoneHash: string) => prisma.phoneCode.deleteMany({ where: { phoneHash } });

/** Takes one try; the code is used up when it is right. */
export async function tryCode(phoneHash: string, codeHash: string, tries: number): Promise<boolean> {
  await prisma.$executeRaw`update phone_code set attempts = attempts + 1 where phone_hash = ${phoneHash}`;
  const count = await prisma.$executeRaw`
    delete from phone_code where phone_hash = ${phoneHash} and code_hash = ${codeHash} and attempts <= ${tries} and expires_at > now()`;
  return count === 1;
}

export const upsertVisitor = (phoneHash: string, phoneEncrypted: string, name: string) =>
  prisma.visitor.upsert({
    where: { phoneHash },
    create: { phoneHash, phoneEncrypted, name },
    update: { name },
    select: { id: true, name: true },
  });

export const readVisitor = (visitorId: string) =>
  prisma.visitor.findUnique({ where: { id: visitorId }, select: { id: true, name: true } });

const accountSelect = {
  id: true,
  name: true,
  username: true,
  phone: true,
  role: true,
  post: true,
  isDisabled: true,
  mustChangePassword: true,
  accounts: { where: { providerId: 'credential', password: { not: null } }, select: { id: true } },
  sessions: { orderBy: { updatedAt: 'desc' }, take: 1, select: { updatedAt: true } },
} satisfies Prisma.UserSelect;
export type StoredAccount = Prisma.UserGetPayload<{ select: typeof accountSelect }>;

export const listAccounts = () => prisma.user.findMany({ select: accountSelect, orderBy: { username: 'asc' } });

export const findAccounts = (ids: readonly string[]) =>
  prisma.user.findMany({ where: { id: { in: [...ids] } }, select: accountSelect, orderBy: { username: 'asc' } });

export type AccountFields = Readonly<Record<string, readonly [string, string]>>;
const change = (userId: string, byUserId: string, act: string, fields: AccountFields = {}) =>
  prisma.accountChange.create({ data: { userId, byUserId, act, fields } });

/** Which field another account already has; the database decides. */
const takenField = (error: unknown): 'username' | 'phone' | null => {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') return null;
  return JSON.stringify(error.meta).includes('phone') ? 'phone' : 'username';
};

async function unlessTaken(work: readonly Prisma.PrismaPromise<unknown>[]): Promise<'written' | 'username' | 'phone'> {
  try {
    await prisma.$transaction([...work]);
    return 'written';
  } catch (error) {
    const taken = takenField(error);
    if (taken) return taken;
    throw error;
  }
}

interface NewAccount {
  readonly userId: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly post: string;
  readonly phone: string | null;
}

const credential = (userId: string, passwordHash: string) =>
  prisma.account.upsert({
    where: { providerId_accountId: { providerId: 'credential', accountId: userId } },
    create: { accountId: userId, providerId: 'credential', userId, password: passwordHash },
    update: { password: passwordHash },
    select: { id: true },
  });

/** An account with its first password. */
export const createAccount = (
  { userId, username, ...given }: NewAccount,
  passwordHash: string,
  byUserId: string,
): ReturnType<typeof unlessTaken> =>
  unlessTaken([
    prisma.user.create({
      data: { id: userId, username, displayUsername: username, email: `${username}@accounts.invalid`, ...given },
      select: { id: true },
    }),
    credential(userId, passwordHash),
    change(userId, byUserId, 'created', { role: ['', given.role] }),
  ]);

/** A new first password: it must be changed, and what was signed in is over (I17). */
export const writeFirstPassword = (
  userId: string,
  passwordHash: string,
  byUserId: string,
  lockKeys: readonly string[],
) =>
  prisma.$transaction([
    credential(userId, passwordHash),
    prisma.user.update({ where: { id: userId }, data: { mustChangePassword: true }, select: { id: true } }),
    prisma.session.deleteMany({ where: { userId } }),
    prisma.signInFailure.deleteMany({ where: { identifierHash: { in: [...lockKeys] } } }),
    change(userId, byUserId, 'firstPassword'),
  ]);

/** Every session that ends here is told to every node by the database (I6, I18). */
export const setDisabled = (userId: string, isDisabled: boolean, byUserId: string) =>
  prisma.$transaction([
    prisma.user.update({ where: { id: userId }, data: { isDisabled }, select: { id: true } }),
    ...(isDisabled ? [prisma.session.deleteMany({ where: { userId } })] : []),
    change(userId, byUserId, isDisabled ? 'disabled' : 'enabled'),
  ]);

export const reviseAccount = (
  userId: string,
  data: { readonly name: string; readonly role: string; readonly post: string; readonly phone: string | null },
  byUserId: string,
  fields: AccountFields,
): ReturnType<typeof unlessTaken> =>
  unlessTaken([
    prisma.user.update({ where: { id: userId }, data, select: { id: true } }),
    change(userId, byUserId, 'revised', fields),
  ]);
