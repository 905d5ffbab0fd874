import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import { DiskStorage, type Storage } from '#server/platform/storage.ts';
import { startTwoNodes, type TwoNodes } from './two-nodes.ts';
import { type Assembly, assemble, hireVoters } from './votes.ts';

/** A meeting with a recording of three pieces, the middle one while a member had the floor, and the routes that play it. */
export interface ReplayScene {
  readonly nodes: TwoNodes;
  readonly house: Assembly;
  readonly meetingId: MeetingId;
  readonly storage: Storage;
  /** Instants of the member's turn. */
  readonly turn: { readonly from: number; readonly to: number };
  /** Asks the routes as somebody; null is anybody. */
  readonly ask: (actor: Actor | null, path: string) => Promise<Response>;
  readonly submit: (actor: Actor, type: string, input: object) => Promise<string | null>;
  readonly officer: Actor;
  readonly stranger: Actor;
  readonly seen: () => number;
  readonly close: () => Promise<void>;
}

const system: Actor = { kind: 'system', service: 'media' };

export async function startReplayScene(): Promise<ReplayScene> {
  const nodes = await startTwoNodes();
  const node = nodes.node(0);
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-replay-'));
  const storage = new DiskStorage(folder);
  const repo = await import('#server/modules/recordings/repo.ts');
  const { recordingRoutes } = await import('#server/modules/recordings/index.ts');
  const { replayRoutes } = await import('#server/modules/replays/index.ts');
  const { Router } = await import('#server/platform/http.ts');
  const people = await hireVoters(nodes.prisma, 4);
  const { createHead } = node.meetingEnvironment();
  const house = await assemble(createHead, (...command) => node.hub.submit(...command), people.slice(0, 3));
  const { meetingId } = house;
  const submit: ReplayScene['submit'] = async (actor, type, input) => {
    const ack = await node.hub.submit(meetingId, uuidV7(), type, input, actor);
    return ack.ok ? null : ack.error.code;
  };
  const must = async (actor: Actor, type: string, input: object): Promise<void> => {
    const refused = await submit(actor, type, input);
    if (refused) throw new Error(`${type}: ${refused}`);
  };
  const [member] = house.members;
  if (!member) throw new Error('there is no member');
  const programmeId = uuidV7();
  await must(system, 'recordings.startProgramme', { programmeId });
  const call = { userId: member.userId, kind: 'speech', source: 'venue', floor: 0 };
  await must(house.chair.actor, 'speaking.callSpeaker', call);
  await must(member.actor, 'chat.postMessage', { text: '我来说两句', replyTo: null });
  const row = await nodes.prisma.speakingTurn.findFirstOrThrow({ where: { meetingId } });
  await must(house.chair.actor, 'speaking.endTurn', { turnId: row.id });
  const ended = await nodes.prisma.speakingTurn.findUniqueOrThrow({ where: { id: row.id } });
  const turn = { from: row.startedAt.getTime(), to: ended.endedAt?.getTime() ?? 0 };
  const key = (name: string): string => `recordings/${meetingId}/${programmeId}/${name}`;
  await storage.put(key('a.mp4'), Buffer.from('init'));
  for (const [seq, startsAt] of [turn.from - 20_000, turn.from - 500, turn.to + 20_000].entries()) {
    const name = `${seq}-a.m4s`;
    await storage.put(key(name), Buffer.from(`seg ${seq}`));
    await repo.addSegment({
      programmeId,
      seq,
      name,
      startsAt,
      durationMs: 2_000,
      storageKey: key(name),
      initKey: key('a.mp4'),
      hasDiscontinuity: seq > 0,
      audience: 'public',
      sizeBytes: 5,
    });
  }
  await must(system, 'recordings.endProgramme', { programmeId });

  let asking: Actor | null = null;
  let seen = 0;
  const env = {
    storage,
    stateOf: node.currentStateOf.bind(node),
    factsOf: node.factsOf.bind(node),
    readLog: node.readLog.bind(node),
    withheld: node.withheld.bind(node),
    replayAccess: node.replayAccess.bind(node),
    take: () => true,
    onSeen: () => {
      seen++;
      return Promise.resolve();
    },
  };
  const router = new Router([...recordingRoutes(env), ...replayRoutes(env)], {
    authenticate: () => Promise.resolve(asking),
    isOriginAllowed: () => true,
    addressOf: () => 'here',
    onError: (error) => {
      throw error;
    },
  });
  const server = createServer((req, res) => void router.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    nodes,
    house,
    meetingId,
    storage,
    turn,
    submit,
    officer: { kind: 'user', userId: uuidV7() as never, role: 'officer', sessionId: 's', name: 'Officer' },
    stranger: people[3]?.actor as Actor,
    seen: () => seen,
    async ask(actor, rest) {
      asking = actor;
      return fetch(`${origin}${rest.replace(':meetingId', meetingId)}`);
    },
    async close() {
      server.close();
      await nodes.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
