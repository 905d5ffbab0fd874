import { z } from 'zod';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** The version that comes with the product; the office's own count on from it. */
export const defaultConsentVersion = '1';

/** A version as the log names it: a whole number from 1. */
export const ConsentVersion = z.string().regex(/^[1-9]\d{0,5}$/);

const wording = z.object({
  /** What stands beside the box to tick. */
  line: z.string().trim().min(10).max(300),
  /** The whole text; blank lines part paragraphs. */
  text: z.string().trim().min(40).max(8_000),
});

/** A consent text in both languages, as the office writes it (K1). */
export const ConsentWording = z.object({ zh: wording, en: wording });
export type ConsentWording = z.infer<typeof ConsentWording>;

/** A published version; `publishedAt` is an instant, `publishedBy` null for the product's own. */
export interface ConsentText extends ConsentWording {
  readonly version: string;
  readonly publishedAt: number;
  readonly publishedBy: string | null;
}

const nothing = z.object({});

export const commands = defineCommands({
  'consents.withdrawConsent': { input: nothing, output: nothing },
  /** Agrees anew after a withdrawal; `version` is the text that was shown. */
  'consents.renewConsent': { input: z.object({ version: ConsentVersion }), output: nothing },
  /** For somebody who asked for it by letter, by phone or at the desk. */
  'consents.recordWithdrawal': {
    input: z.object({ userId: UserIdSchema, reason: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
});

const person = z.object({ userId: UserIdSchema });
export const events = defineEvents({
  // The public's replay has to leave the person's words out, so the public knows of it; an id names nobody.
  'consents.consentWithdrawn': { payload: person, audience: 'public', throughClosed: true },
  'consents.consentRenewed': {
    payload: person.extend({ version: ConsentVersion }),
    audience: 'public',
    throughClosed: true,
  },
  'consents.withdrawalNoted': {
    payload: person.extend({ reason: z.string() }),
    audience: 'staff',
    throughClosed: true,
    personal: true,
  },
});
