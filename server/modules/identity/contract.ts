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
