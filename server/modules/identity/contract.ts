import { z } from 'zod';

/** What the sign-in form sends; `identifier` is a user name or a phone number. */
export const SignIn = z.object({ identifier: z.string().trim().min(1).max(64), password: z.string().min(1).max(128) });

/** Long rather than intricate; at least ten characters, not the old one. */
export const NewPassword = z.string().min(10).max(128);
export const ChangePassword = z.object({ current: z.string().min(1).max(128), next: NewPassword });

/** A mainland mobile number. */
export const Phone = z.string().regex(/^1[3-9]\d{9}$/);
export const RequestCode = z.object({ phone: Phone });
export const VerifyCode = z.object({
  phone: Phone,
  code: z.string().regex(/^\d{6}$/),
  name: z.string().trim().min(1).max(20),
});

/** One of the person's own sessions, for the list. */
export interface SessionRow {
  readonly sessionId: string;
  readonly isCurrent: boolean;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: number;
  readonly seenAt: number;
}

/** The signed-in person as pages show them. */
export interface Me {
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  readonly role: string;
  readonly sessionId: string;
  readonly mustChangePassword: boolean;
}

/** Ways of signing in besides the password. */
export interface WaysIn {
  readonly passkeys: readonly { readonly id: string; readonly name: string; readonly createdAt: number }[];
  /** `off`: no issuer is set up. */
  readonly singleSignOn: 'off' | 'unlinked' | 'linked';
}

/** Roles the office gives by hand; members come from the roster. */
export const StaffRole = z.enum(['officer', 'department', 'street', 'admin']);
export type StaffRole = z.infer<typeof StaffRole>;

const accountText = (max: number) => z.string().trim().max(max);
export const CreateAccount = z.object({
  username: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9_.]{3,40}$/),
  name: accountText(40).min(1),
  role: StaffRole,
  post: accountText(120),
  phone: Phone.nullable(),
});
export type CreateAccount = z.infer<typeof CreateAccount>;
export const ReviseAccount = CreateAccount.omit({ username: true });
export type ReviseAccount = z.infer<typeof ReviseAccount>;
export const GivePasswords = z.object({ userIds: z.array(z.uuid()).min(1).max(300) });
export const SetStanding = z.object({ isDisabled: z.boolean() });

/** A password as it is told once (I17). */
export interface FirstPassword {
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
}

/** One account in the office's list. */
export interface AccountRow {
  readonly userId: string;
  readonly name: string;
  readonly username: string;
  readonly phone: string | null;
  readonly role: string;
  readonly post: string;
  readonly isDisabled: boolean;
  /** `none`: nobody can sign in yet; `first`: the first one has not been changed; `own`: the person's own. */
  readonly password: 'none' | 'first' | 'own';
  readonly seenAt: number | null;
  /** Whether the reader may act on it (I16). */
  readonly isMine: boolean;
}
