import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import type { Actor } from '#server/kernel/actor.ts';
import { asActor, type Me, meOfHeaders } from '#server/modules/identity/index.ts';

/** The signed-in person of this request, once per request. */
export const currentMe = cache(async (): Promise<Me | null> => meOfHeaders(await headers()));

/** The person of a page that needs one: others are sent to sign in, or to change the first password. */
export async function requireActor(from: string): Promise<{ me: Me; actor: Actor }> {
  const me = await currentMe();
  if (!me) redirect(`/sign-in?from=${encodeURIComponent(from)}`);
  const actor = asActor(me);
  if (!actor) redirect('/first-password');
  return { me, actor };
}

/** The person of a page of the office; for anyone else there is no such page. */
export async function requireOffice(from: string): Promise<{ me: Me; actor: Actor }> {
  const person = await requireActor(from);
  if (person.me.role !== 'officer' && person.me.role !== 'admin') notFound();
  return person;
}
