import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { ClientToServer, CommandAck, ServerToClient } from '#server/kernel/protocol.ts';
import { isKnown, type Person, rolesIn, type Situation, situations } from '#tests/support/cast.ts';
import { type Matrix, openMatrix, type Scene } from '#tests/support/matrix.ts';
import type { Permission } from '#tests/support/permissions.ts';
import { commandSamples } from '#tests/support/samples.ts';

// What the policies are held against: the permissions tables of the RULES.md files, read as text. A slip in a policy
// row shows as a cell that answers otherwise than the table says. Routes and media: route-matrix.int.test.ts.

let matrix: Matrix;
beforeAll(async () => {
  matrix = await openMatrix();
});
afterAll(() => matrix.close());

type Expected = 'passes' | 'unauthenticated' | 'refused' | 'wrongPhase';

function expectedOfCommand(row: Permission, person: Person, situation: Situation): Expected {
  if (!isKnown(person)) return 'unauthenticated';
  if (!rolesIn(person, situation).some((role) => row.who.has(role))) return 'refused';
  return row.phases.has(situation.phase) ? 'passes' : 'wrongPhase';
}

/** Codes that come from in front of the decision. Whatever else is refused got past the policy. */
const early = new Set([
  'forbidden',
  'wrongPhase',
  'unauthenticated',
  'not_found',
  'invalid_input',
  'rate_limited',
  'unavailable',
  'internal',
  'never answered',
]);

function judge(expected: Expected, error: Violation | null, situation: Situation): string | null {
  switch (expected) {
    case 'passes':
      return error && early.has(error.code) ? `refused: ${error.code}` : null;
    case 'unauthenticated':
      return error?.kind === 'unauthenticated' ? null : `not unauthenticated: ${error?.code ?? 'ok'}`;
    case 'refused':
      return same(error, { kind: 'forbidden', code: 'forbidden' })
        ? null
        : `not refused as unknown: ${error?.code ?? 'ok'}`;
    case 'wrongPhase':
      return same(error, { kind: 'invalid_state', code: 'wrongPhase', params: { phase: situation.phase } })
        ? null
        : `not refused for the phase: ${error?.code ?? 'ok'}`;
  }
}
const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Commands after which a meeting is in another phase: where they are allowed they get a meeting of their own. */
const movesOn = new Set(
  ['openMeeting', 'startMeeting', 'suspendMeeting', 'resumeMeeting', 'endMeeting', 'archiveMeeting'].map(
    (name) => `meetings.${name}`,
  ),
);

type Line = (meetingId: string, type: string, input: object) => Promise<Violation | null>;

/** The person's own way in: a socket for the signed-in, a plain request for everyone else. */
async function lineOf(person: Person): Promise<{ send: Line; close: () => void }> {
  const post: Line = async (meetingId, type, input) => {
    const { body } = await matrix.ask(person, 'POST', `/api/live/${meetingId}/commands`, {
      commandId: uuidV7(),
      type,
      input,
    });
    const ack = body as CommandAck;
    return ack.ok ? null : ack.error;
  };
  const socket: Socket<ServerToClient, ClientToServer> = io(matrix.product.url, {
    transports: ['websocket'],
    extraHeaders: { cookie: person.cookie },
    reconnection: false,
    forceNew: true,
  });
  const refusal = await new Promise<string | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    socket.once('connect_error', (error) => resolve(error.message));
  });
  const isSignedIn = isKnown(person) && person.account !== null;
  expect(refusal, `the socket of ${person.label}`).toBe(isSignedIn ? null : 'unauthenticated');
  if (!isSignedIn) return { send: post, close: () => socket.disconnect() };
  const send: Line = (meetingId, type, input) =>
    new Promise((resolve) => {
      socket
        .timeout(15_000)
        .emit('command', { meetingId, commandId: uuidV7(), type, input }, (late: unknown, ack: CommandAck) => {
          if (late) return resolve({ kind: 'unavailable', code: 'never answered' });
          resolve(ack.ok ? null : ack.error);
        });
    });
  return { send, close: () => socket.disconnect() };
}

const eventsOf = (meetingId: string, person: Person): Promise<number> =>
  matrix.prisma.logEvent.count({ where: { meetingId, actor: person.ref } });

describe('policy matrix', () => {
  test('every command of the product stands in the permissions, and every row of them is a command', () => {
    const types = matrix.service.hub.modules.commandTypes;
    expect(types.length).toBeGreaterThan(20);
    expect([...matrix.permissions.commands.keys()].sort()).toEqual([...types].sort());
    expect(Object.keys(commandSamples).sort()).toEqual([...types].sort());
  });

  test('commands: every person × command × situation', async () => {
    const types = matrix.service.hub.modules.commandTypes;
    const faults: string[] = [];
    const count: Record<Expected, number> = { passes: 0, unauthenticated: 0, refused: 0, wrongPhase: 0 };
    let probe = 0;

    async function play({ situation, meetingId, cast }: Scene, person: Person): Promise<void> {
      const { send, close } = await lineOf(person);
      const cell = async (type: string, expected: Expected, to: string): Promise<void> => {
        count[expected]++;
        // Sixty commands in one breath are more than a person may send; the limit is not what is asked here.
        let error = await send(to, type, commandSamples[type]?.(cast) ?? {});
        for (; error?.code === 'rate_limited'; error = await send(to, type, commandSamples[type]?.(cast) ?? {}))
          await sleep(100);
        const fault = judge(expected, error, situation);
        if (fault) faults.push(`${person.label} · ${type} · ${situation.label}: ${fault}`);
      };
      const row = (type: string): Permission => matrix.permissions.commands.get(type) as Permission;
      const expectedOf = (type: string): Expected => expectedOfCommand(row(type), person, situation);
      // An id that no meeting has is answered as a meeting that is none of one's business.
      const type = types[probe++ % types.length] as string;
      await cell(type, isKnown(person) ? 'refused' : 'unauthenticated', uuidV7());
      const before = await eventsOf(meetingId, person);
      for (const one of types) if (expectedOf(one) !== 'passes') await cell(one, expectedOf(one), meetingId);
      if ((await eventsOf(meetingId, person)) !== before)
        faults.push(`${person.label} · ${situation.label}: a refused command wrote an event`);
      for (const one of types) {
        if (expectedOf(one) === 'passes')
          await cell(one, 'passes', movesOn.has(one) ? await matrix.stage(cast, situation) : meetingId);
      }
      close();
    }
    for (const scene of matrix.scenes) await Promise.all(scene.cast.map((person) => play(scene, person)));
    const cells = Object.values(count).reduce((sum, one) => sum + one, 0);
    process.stdout.write(`policy matrix: ${cells} command cells, ${JSON.stringify(count)}, ${faults.length} wrong\n`);
    expect(faults).toEqual([]);
    const people = matrix.scenes[0]?.cast.length ?? 0;
    expect(cells).toBe((types.length + 1) * people * situations.length);
    for (const one of Object.values(count)) expect(one).toBeGreaterThan(100);
  }, 180_000);
});
