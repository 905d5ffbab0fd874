import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveService } from '#server/live-service.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { createTestDatabase } from './database.ts';
import { startTestLiveKit } from './livekit.ts';

export type Account = Extract<Actor, { kind: 'user' }>;

/** The live service of one node with a database and a media server of its own, without any transport. */
export interface MediaService {
  readonly service: LiveService;
  readonly livekit: LocalLiveKit;
  readonly account: (role: 'officer' | 'member') => Promise<Account>;
  /** Sends a command that must be taken; its output. */
  readonly send: (meetingId: MeetingId, actor: Actor, type: string, input?: object) => Promise<Record<string, string>>;
  /** A public meeting with two items that is live at the first one. */
  readonly goLive: (places: readonly (readonly [Account, MeetingRole])[]) => Promise<MeetingId>;
  readonly close: () => Promise<void>;
}

/** `settings`: environment variables beside those that name database and media server. */
export async function startMediaService(settings: Readonly<Record<string, string>> = {}): Promise<MediaService> {
  const database = await createTestDatabase();
  const receiver = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      service.media.webhook(Buffer.concat(chunks).toString(), req.headers.authorization ?? '').then(
        (result) => res.writeHead(result.ok ? 200 : 503).end(),
        () => res.writeHead(500).end(),
      );
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/` });
  // The pool is made when the module is first read, so its address is set before.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] ??= 'x'.repeat(40);
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  const { prisma, closeDatabase } = await import('#server/platform/db.ts');
  const { Publisher } = await import('#server/realtime/publisher.ts');
  const service = new Service(
    readEnv({
      DATABASE_URL: database.url,
      AUTH_SECRET: 'x'.repeat(40),
      LIVEKIT_URL: livekit.url,
      LIVEKIT_API_KEY: livekit.apiKey,
      LIVEKIT_API_SECRET: livekit.apiSecret,
      LOG_LEVEL: 'silent',
      ...settings,
    }),
  );
  await service.start({
    publisher: new Publisher([]),
    onRightsChanged: () => undefined,
    onSessionEnded: () => undefined,
    isFollowed: () => true,
  });
  const send: MediaService['send'] = async (meetingId, actor, type, input = {}) => {
    const ack = await service.hub.submit(meetingId, uuidV7(), type, input, actor);
    if (!ack.ok) throw new Error(`${type}: ${ack.error.code}`);
    return ack.output as Record<string, string>;
  };
  const account: MediaService['account'] = async (role) => {
    const id = uuidV7();
    await prisma.user.create({ data: { id, name: `Person ${id.slice(-4)}`, email: id, username: id, role } });
    await prisma.session.create({ data: { id, token: id, userId: id, expiresAt: new Date(Date.now() + 3_600_000) } });
    return { kind: 'user', userId: id as UserId, role, sessionId: id, name: 'Person' };
  };
  const goLive: MediaService['goLive'] = async (places) => {
    const officer = await account('officer');
    const [chair] = places[0] ?? [];
    if (!chair) throw new Error('a meeting needs a chair, who is named first');
    const meetingId = uuidV7() as MeetingId;
    await service.meetingEnvironment().createHead(meetingId);
    const details = { title: 'Consultation', kind: 'remote', label: '', place: '', access: 'public' };
    await send(meetingId, officer, 'meetings.planMeeting', { ...details, plannedStartAt: 1, plannedEndAt: 2 });
    const plan = { parentId: null, kind: 'discussion', plannedMinutes: 10, visibility: 'public' };
    const items = ['one', 'two'].map((itemId) => ({ ...plan, itemId, title: itemId }));
    await send(meetingId, officer, 'meetings.setAgenda', { items });
    await send(meetingId, officer, 'meetings.setParticipants', {
      persons: places.map(([{ userId }, role]) => ({ userId, roles: [role] })),
      sectorIds: [],
      committeeIds: [],
    });
    await send(meetingId, chair, 'meetings.openMeeting');
    await send(meetingId, chair, 'meetings.startMeeting');
    await send(meetingId, chair, 'meetings.startItem', { itemId: 'one', basedOn: null });
    return meetingId;
  };
  return {
    service,
    livekit,
    account,
    send,
    goLive,
    async close() {
      await service.close();
      await livekit.stop();
      receiver.close();
      await closeDatabase();
      await database.drop();
    },
  };
}
