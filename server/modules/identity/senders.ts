import { randomUUID } from 'node:crypto';
import type { Env } from '#server/platform/env.ts';

/** Brings a code to a phone; rejects when the code did not get on its way. */
export interface CodeSender {
  readonly send: (phone: string, code: string) => Promise<void>;
}

const patienceMs = 5_000;

/** For development and the demo: the code stands in the server's output, the number does not. */
export const developmentSender: CodeSender = {
  send(phone, code) {
    process.stdout.write(`[phone code] ***${phone.slice(-4)} ${code}\n`);
    return Promise.resolve();
  },
};

/** The district's message gateway: one POST per code, answered with any 2xx once it has taken the message over. */
export const gatewaySender = (url: string, token: string): CodeSender => ({
  async send(phone, code) {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${token}`,
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify({ phone, code, minutes: 5 }),
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the message gateway answered ${response.status}`);
  },
});

export const senderOf = ({ SMS_GATEWAY_URL: url, SMS_GATEWAY_TOKEN: token }: Env): CodeSender =>
  url && token ? gatewaySender(url, token) : developmentSender;
