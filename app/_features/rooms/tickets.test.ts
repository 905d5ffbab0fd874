import { describe, expect, it } from 'vitest';
import { freshTicketMs, type TicketAnswer, ticketsAhead } from './tickets.ts';

const granted = (token: string): TicketAnswer => ({
  ok: true,
  ticket: { url: 'ws://media', token, identity: 'a.b', canPublish: false, expiresAt: 0 },
});
const refused: TicketAnswer = { ok: false, error: { kind: 'unavailable', code: 'rooms.mediaUnavailable' } };
const tokenOf = (answer: TicketAnswer): string | null => (answer.ok ? answer.ticket.token : null);

function desk(...answers: readonly TicketAnswer[]) {
  const left = [...answers];
  let now = 0;
  const tickets = ticketsAhead(
    () => Promise.resolve(left.shift() ?? refused),
    () => now,
  );
  return {
    tickets,
    pass: (ms: number) => {
      now += ms;
    },
    asked: () => answers.length - left.length,
  };
}

describe('tickets', () => {
  it('R2 the one asked for ahead is used, and used once', async () => {
    const { tickets, asked } = desk(granted('first'), granted('second'));
    await tickets.askAhead();
    await tickets.askAhead();
    expect(asked()).toBe(1);
    expect(tokenOf(await tickets.take())).toBe('first');
    expect(tokenOf(await tickets.take())).toBe('second');
  });

  it('R2 an old one is asked for anew', async () => {
    const { tickets, pass } = desk(granted('old'), granted('new'), granted('newest'));
    await tickets.askAhead();
    pass(freshTicketMs);
    expect(tokenOf(await tickets.askAhead())).toBe('new');
    pass(freshTicketMs);
    expect(tokenOf(await tickets.take())).toBe('newest');
  });

  it('R4 a refusal from before is not taken for an answer', async () => {
    const { tickets } = desk(refused, granted('now'));
    await tickets.askAhead();
    expect(tokenOf(await tickets.take())).toBe('now');
  });

  it('R4 R42 whoever was refused and asks ahead again, asks anew', async () => {
    const { tickets, asked } = desk(refused, refused, granted('now'));
    await tickets.askAhead();
    await tickets.askAhead();
    expect(tokenOf(await tickets.askAhead())).toBe('now');
    expect(asked()).toBe(3);
    expect(tokenOf(await tickets.take())).toBe('now');
  });
});
