import { z } from 'zod';
import type { UserId } from './ids.ts';

/** What an account is, once and for all meetings. */
export const AccountRole = z.enum(['officer', 'member', 'department', 'street', 'admin']);
export type AccountRole = z.infer<typeof AccountRole>;

/** What a person is in one meeting. A person holds at least one; `public` is anyone without a place in it. */
export const MeetingRole = z.enum(['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer', 'public']);
export type MeetingRole = z.infer<typeof MeetingRole>;

/** Who asks: a signed-in person, somebody without an account, or the product itself (timers, webhooks, outbox). */
export type Actor =
  | {
      readonly kind: 'user';
      readonly userId: UserId;
      readonly role: AccountRole;
      readonly sessionId: string;
      readonly name: string;
    }
  | { readonly kind: 'visitor'; readonly visitorId: string; readonly phoneVerified: boolean; readonly name: string }
  | { readonly kind: 'system'; readonly service: string };

/** The reference to an actor that the log keeps: never a name, never a phone number. */
export const ActorRef = z.string().regex(/^(user|visitor|system):[\w.-]{1,64}$/);
export type ActorRef = z.infer<typeof ActorRef>;

export function actorRef(actor: Actor): ActorRef {
  switch (actor.kind) {
    case 'user':
      return `user:${actor.userId}`;
    case 'visitor':
      return `visitor:${actor.visitorId}`;
    case 'system':
      return `system:${actor.service}`;
  }
}
