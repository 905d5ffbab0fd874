import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { MediaTicket } from '#server/modules/rooms/contract.ts';
import { pageLength } from '#server/realtime/pages.ts';
import { isKnown, type Person, rolesIn, type Situation } from '#tests/support/cast.ts';
import { type Heard, type Matrix, openMatrix, papers, type Scene } from '#tests/support/matrix.ts';
import { pdfOf, slides } from '#tests/support/pdf.ts';
import type { Permission } from '#tests/support/permissions.ts';
import { askMediaServer } from '#tests/support/signal-client.ts';

// Every route of the server asked by everybody in every situation, and every media ticket taken to a real media server,
// held against the permissions tables of the RULES.md files.

let matrix: Matrix;
beforeAll(async () => {
  matrix = await openMatrix();
});
afterAll(() => matrix.close());

interface Cell {
  readonly person: Person;
  readonly scene: Scene;
}
interface Request {
  readonly path: string;
  readonly body?: unknown;
  /** What an allowed request of this kind is answered with; 200 when left out. */
  readonly status?: readonly number[];
}

const pdf = pdfOf(slides.slice(0, 1)).toString('latin1');
const live = ({ scene }: Cell, rest: string): string => `/api/live/${scene.meetingId}/${rest}`;
const noPoll = uuidV7();
const isPlaced = (person: Person, situation: Situation): boolean =>
  rolesIn(person, situation).some((role) => role !== 'public');
/** Allowed, and refused for what it says only. */
const refusedInput = [400, 429];

const refusedLibrary = (name: string): Request => ({ path: `/api/auth/${name}`, body: {}, status: refusedInput });

/** One harmless request per route; whoever adds a route says here how it is asked. */
const requests: Readonly<Record<string, (cell: Cell) => Request>> = {
  'GET /health': () => ({ path: '/health' }),
  'GET /ready': () => ({ path: '/ready' }),
  'GET /metrics': () => ({ path: '/metrics' }),
  'GET /api/live/admin/status': () => ({ path: '/api/live/admin/status' }),
  'POST /api/session': () => ({ path: '/api/session', body: {}, status: refusedInput }),
  'GET /api/session': () => ({ path: '/api/session' }),
  'POST /api/session/password': () => ({ path: '/api/session/password', body: {}, status: refusedInput }),
  'GET /api/sessions': () => ({ path: '/api/sessions' }),
  'DELETE /api/sessions/:sessionId': ({ person }) => ({ path: `/api/sessions/${person.spareSessionId}` }),
  'DELETE /api/session': () => ({ path: '/api/session' }),
  'POST /api/visitors/code': () => ({ path: '/api/visitors/code', body: {}, status: refusedInput }),
  'POST /api/visitors/verify': () => ({ path: '/api/visitors/verify', body: {}, status: refusedInput }),
  'GET /api/auth/passkey/generate-register-options': () => ({ path: '/api/auth/passkey/generate-register-options' }),
  'POST /api/auth/passkey/verify-registration': () => refusedLibrary('passkey/verify-registration'),
  'POST /api/auth/passkey/delete-passkey': () => refusedLibrary('passkey/delete-passkey'),
  'GET /api/auth/passkey/generate-authenticate-options': () => ({
    path: '/api/auth/passkey/generate-authenticate-options',
  }),
  'POST /api/auth/passkey/verify-authentication': () => refusedLibrary('passkey/verify-authentication'),
  'POST /api/auth/sign-in/social': () => refusedLibrary('sign-in/social'),
  'GET /api/auth/callback/oidc': () => ({ path: '/api/auth/callback/oidc', status: [302] }),
  'POST /api/auth/link-social': () => refusedLibrary('link-social'),
  'POST /api/auth/unlink-account': () => refusedLibrary('unlink-account'),
  'POST /api/accounts': () => ({ path: '/api/accounts', body: {}, status: refusedInput }),
  'POST /api/accounts/passwords': () => ({ path: '/api/accounts/passwords', body: {}, status: refusedInput }),
  'POST /api/accounts/:userId/revise': () => ({
    path: `/api/accounts/${uuidV7()}/revise`,
    body: {},
    status: refusedInput,
  }),
  'POST /api/accounts/:userId/standing': () => ({
    path: `/api/accounts/${uuidV7()}/standing`,
    body: {},
    status: refusedInput,
  }),
  'POST /api/members/import/preview': () => ({
    path: '/api/members/import/preview',
    body: '委员编号,姓名\n1,某某\n',
    status: [200, 400],
  }),
  'POST /api/members/import/confirm': () => ({
    path: '/api/members/import/confirm',
    body: { rows: [] },
    status: [200, 409],
  }),
  'POST /api/members/revise': () => ({ path: '/api/members/revise', body: {}, status: refusedInput }),
  'GET /api/members/export': () => ({ path: '/api/members/export?format=csv' }),
  'GET /api/members/template': () => ({ path: '/api/members/template' }),
  'POST /api/live/meetings': () => ({
    path: '/api/live/meetings',
    body: {
      details: {
        title: 'Another',
        kind: 'remote',
        label: '',
        place: '',
        plannedStartAt: 1,
        plannedEndAt: 2,
        access: 'public',
      },
    },
    status: [201],
  }),
  'PUT /api/live/:meetingId/documents/:documentId': (cell) => ({
    path: live(cell, `documents/${uuidV7()}?title=Paper&visibility=public`),
    body: pdf,
    status: [201],
  }),
  'GET /api/live/:meetingId/documents/:documentId': (cell) => ({ path: live(cell, `documents/${papers.public}`) }),
  'GET /api/live/:meetingId/documents/:documentId/pages/:page': (cell) => ({
    path: live(cell, `documents/${papers.public}/pages/1`),
    // What is on everybody's stage is the room's while the item is.
    status: cell.scene.situation.isItemPublic || isPlaced(cell.person, cell.scene.situation) ? [200] : [404],
  }),
  'GET /api/live/:meetingId/calendar.ics': (cell) => ({ path: live(cell, 'calendar.ics') }),
  'GET /api/live/:meetingId/questions/mine': (cell) => ({ path: live(cell, 'questions/mine') }),
  'GET /api/live/:meetingId/questions/export': (cell) => ({ path: live(cell, 'questions/export') }),
  'POST /api/chat/words': ({ person }) => ({
    path: '/api/chat/words',
    body: { words: [person.userId || 'a word'], kind: 'review' },
  }),
  'DELETE /api/chat/words/:word': ({ person }) => ({ path: `/api/chat/words/${person.userId || 'word'}` }),
  'POST /api/chat/words/test': () => ({ path: '/api/chat/words/test', body: { text: 'words' } }),
  'GET /api/live/:meetingId/polls/mine': (cell) => ({ path: live(cell, 'polls/mine') }),
  // Nobody has voted yet: whoever may ask hears that there is no such vote.
  'GET /api/live/:meetingId/polls/:pollId/roll': (cell) => ({
    path: live(cell, `polls/${noPoll}/roll`),
    status: [404],
  }),
  'GET /api/live/:meetingId/polls/:pollId/list': (cell) => ({
    path: live(cell, `polls/${noPoll}/list`),
    status: [404],
  }),
  'GET /api/live/:meetingId/polls/:pollId/export': (cell) => ({
    path: live(cell, `polls/${noPoll}/export`),
    status: [404],
  }),
  'POST /api/live/:meetingId/polls/:pollId/answer': (cell) => ({
    path: live(cell, `polls/${noPoll}/answer`),
    body: { commandId: uuidV7(), choice: { kind: 'abstain' }, receipt: 'AAAABBBBCCCCDDDD' },
    status: [404],
  }),
  'GET /api/live/:meetingId/attendance/code': (cell) => ({ path: live(cell, 'attendance/code') }),
  'GET /api/live/:meetingId/attendance/mine': (cell) => ({ path: live(cell, 'attendance/mine') }),
  'GET /api/live/:meetingId/attendance/people': (cell) => ({ path: live(cell, 'attendance/people?q=p') }),
  // Nothing was recorded: whoever may ask hears that there is nothing.
  'GET /hls/:meetingId/live.m3u8': ({ scene }) => ({ path: `/hls/${scene.meetingId}/live.m3u8`, status: [404] }),
  'GET /hls/:meetingId/replay.m3u8': ({ scene }) => ({ path: `/hls/${scene.meetingId}/replay.m3u8`, status: [404] }),
  'GET /hls/:meetingId/segments/:name': ({ scene }) => ({
    path: `/hls/${scene.meetingId}/segments/none.m4s`,
    status: [404],
  }),
  'POST /api/live/:meetingId/media-token': (cell) => ({
    path: live(cell, 'media-token'),
    body: { deviceId: 'device-one' },
  }),
  'GET /api/live/:meetingId/hall-state': (cell) => ({ path: live(cell, 'hall-state') }),
  // The key is an egress' own; nobody's place in the meeting makes one.
  'GET /api/live/:meetingId/programme': (cell) => ({ path: live(cell, 'programme?key=none') }),
  'GET /api/live/:meetingId/programme/page': (cell) => ({
    path: live(cell, `programme/page?key=none&documentId=${papers.public}&page=1`),
  }),
  'POST /api/live/:meetingId/encoders': (cell) => ({
    path: live(cell, 'encoders'),
    body: { sourceId: uuidV7(), label: 'OBS' },
    status: [201],
  }),
  'POST /api/live/:meetingId/screen-token': (cell) => ({
    path: live(cell, 'screen-token'),
    body: { deviceId: 'device-one' },
  }),
  'POST /api/live/:meetingId/watch-token': (cell) => ({
    path: live(cell, 'watch-token'),
    // A closed item ends the public's picture, whatever the phase (R4, R5).
    status: cell.scene.situation.isItemPublic ? [200] : [409],
  }),
  'GET /api/consents/current': () => ({ path: '/api/consents/current' }),
  'POST /api/consents': () => ({ path: '/api/consents', body: {}, status: refusedInput }),
  // Only what has ended is seen again; nothing was recorded here.
  'GET /api/live/:meetingId/replay': (cell) => ({ path: live(cell, 'replay'), status: [200, 409] }),
  'GET /api/live/:meetingId/replay/events': (cell) => ({ path: live(cell, 'replay/events'), status: [200, 409] }),
  'GET /hls/:meetingId/replay.mp4': ({ scene }) => ({
    path: `/hls/${scene.meetingId}/replay.mp4`,
    status: [404, 409, 429],
  }),
  'POST /api/retention': () => ({ path: '/api/retention', body: {}, status: refusedInput }),
  'POST /api/livekit/webhook': () => ({ path: '/api/livekit/webhook', body: { event: 'room_started', id: 'x' } }),
  'GET /api/live/:meetingId/stream': (cell) => ({ path: live(cell, 'stream') }),
  'GET /api/live/:meetingId/snapshot': (cell) => ({ path: live(cell, 'snapshot') }),
  'GET /api/live/:meetingId/tail': (cell) => ({ path: live(cell, 'tail?since=1') }),
  'POST /api/live/:meetingId/following': (cell) => ({
    path: live(cell, 'following'),
    body: { followerId: uuidV7() },
  }),
  'GET /api/live/:meetingId/pages': (cell) => ({ path: live(cell, 'pages') }),
  'GET /api/live/:meetingId/pages/:name': (cell) => ({ path: live(cell, 'pages/0-0') }),
  'GET /api/live/:meetingId/export': (cell) => ({ path: live(cell, 'export') }),
  'POST /api/live/:meetingId/commands': (cell) => ({ path: live(cell, 'commands'), body: {}, status: refusedInput }),
};

type Expected = 'passes' | 'unauthenticated' | 'refused' | 'wrongPhase';

/** What the table's words mean for one person. */
function expectedOf(row: Permission, person: Person, situation: Situation): Expected {
  const when: Expected = row.phases.has(situation.phase) ? 'passes' : 'wrongPhase';
  if (row.who.has('anyone') || row.who.has('machine')) return 'passes';
  if (row.who.has('mediaServer')) return 'unauthenticated';
  if (row.who.has('session')) return person.hasSession ? 'passes' : 'unauthenticated';
  if (row.who.has('publicMeeting')) return situation.isPublic ? when : 'refused';
  // Reading needs no name; whoever has none is the public, if there is any.
  const isRemovedHere = person.isRemoved && situation.phase !== 'scheduled';
  if (row.who.has('public') && situation.isPublic && !isRemovedHere) return when;
  if (row.who.has('public')) return rolesIn(person, situation).some((role) => row.who.has(role)) ? when : 'refused';
  if (row.who.has('known')) return isKnown(person) ? 'passes' : 'unauthenticated';
  if (row.who.has('account')) return isKnown(person) && person.account !== null ? 'passes' : 'unauthenticated';
  if (row.who.has('office')) {
    if (!isKnown(person)) return 'unauthenticated';
    return person.account === 'officer' || person.account === 'admin' ? 'passes' : 'refused';
  }
  if (!isKnown(person)) return 'unauthenticated';
  return rolesIn(person, situation).some((role) => row.who.has(role)) ? when : 'refused';
}

/** Routes that hide even from nobody that there is something: an answer of 404 instead of 401. */
const hidden = new Set([
  'GET /api/live/:meetingId/export',
  'GET /api/live/:meetingId/snapshot',
  'GET /api/live/:meetingId/tail',
]);

const codeOf = ({ body }: Heard): string | undefined => (body as { error?: { code?: string } } | null)?.error?.code;

function judge(key: string, expected: Expected, heard: Heard, { status = [200] }: Request): string | null {
  const said = `${heard.status} ${codeOf(heard) ?? ''}`;
  switch (expected) {
    case 'passes':
      return status.includes(heard.status) ? null : `should pass: ${said}`;
    case 'unauthenticated':
      if (hidden.has(key) && heard.status === 404) return null;
      return heard.status === 401 && codeOf(heard) === 'unauthenticated' ? null : `should be unauthenticated: ${said}`;
    case 'refused':
      return heard.status === 404 ? null : `should be refused: ${said}`;
    case 'wrongPhase':
      return heard.status === 409 ? null : `should be refused for the phase: ${said}`;
  }
}

describe('route matrix', () => {
  test('every route of the product stands in the permissions and is asked, and nothing else does', () => {
    const keys = matrix.routes.map(({ method, path }) => `${method} ${path}`);
    expect(keys.length).toBeGreaterThan(20);
    expect([...matrix.permissions.routes.keys()].sort()).toEqual([...keys].sort());
    expect(Object.keys(requests).sort()).toEqual([...keys].sort());
  });

  test('papers for members are read by people with a place only', async () => {
    for (const { situation, meetingId, cast } of matrix.scenes) {
      for (const person of cast) {
        for (const rest of ['', '/pages/1']) {
          const path = `/api/live/${meetingId}/documents/${papers.members}${rest}`;
          const { status } = await matrix.ask(person, 'GET', path);
          expect(status, `${person.label} · ${situation.label}`).toBe(isPlaced(person, situation) ? 200 : 404);
        }
      }
    }
  });

  test('routes: every person × route × situation', async () => {
    const faults: string[] = [];
    const count: Record<Expected, number> = { passes: 0, unauthenticated: 0, refused: 0, wrongPhase: 0 };
    await Promise.all(matrix.scenes.map(fillPage));
    await matrix.settled();

    async function play(scene: Scene, person: Person, isFirst: boolean): Promise<void> {
      // Routes that know no meeting are asked once; ending one's session comes last.
      const keys = Object.keys(requests).filter((key) => isFirst || key.includes(':meetingId'));
      const last = 'DELETE /api/session';
      for (const key of [...keys.filter((one) => one !== last), ...keys.filter((one) => one === last)]) {
        const row = matrix.permissions.routes.get(key) as Permission;
        const request = requests[key]?.({ person, scene }) as Request;
        const expected = expectedOf(row, person, scene.situation);
        count[expected]++;
        const heard = await matrix.ask(person, key.split(' ')[0] as string, request.path, request.body);
        const where = `${person.label} · ${key} · ${scene.situation.label}`;
        const fault = judge(key, expected, heard, request);
        if (fault) faults.push(`${where}: ${fault}`);
        if (expected !== 'refused' || !request.path.includes(scene.meetingId)) continue;
        // A meeting that is none of one's business answers as one that does not exist.
        const unknown = request.path.replace(scene.meetingId, uuidV7());
        const nothing = await matrix.ask(person, key.split(' ')[0] as string, unknown, request.body);
        // Who was removed is told so; the meeting's existence is no news to them.
        if (codeOf(heard) === 'rooms.removed' && person.isRemoved) continue;
        if (JSON.stringify(heard.body) !== JSON.stringify(nothing.body))
          faults.push(`${where}: can be told from a meeting that does not exist`);
      }
    }
    for (const [index, scene] of matrix.scenes.entries())
      await Promise.all(scene.cast.map((person) => play(scene, person, index === 0)));
    const cells = Object.values(count).reduce((sum, one) => sum + one, 0);
    process.stdout.write(`policy matrix: ${cells} route cells, ${JSON.stringify(count)}, ${faults.length} wrong\n`);
    expect(faults).toEqual([]);
    for (const one of Object.values(count)) expect(one).toBeGreaterThan(20);
  }, 180_000);
});

/** Enough events that the log's first page is closed. */
async function fillPage({ meetingId }: Scene): Promise<void> {
  const system = { kind: 'system', service: 'test' } as const;
  const changes = Array.from({ length: pageLength }, (_, index) =>
    matrix.service.hub.submit(meetingId, uuidV7(), 'rooms.recordMediaState', { isAvailable: index % 2 === 1 }, system),
  );
  expect((await Promise.all(changes)).every((ack) => ack.ok)).toBe(true);
}

describe('media matrix', () => {
  interface Seat {
    readonly label: string;
    readonly ticket: MediaTicket;
    readonly mayPublish: boolean;
  }

  /** Takes a ticket to the media server with a client of one's own, and tries to publish. */
  async function tryOut({ label, ticket, mayPublish }: Seat): Promise<string[]> {
    const { permission, isCameraTaken } = await askMediaServer(ticket);
    const faults: string[] = [];
    if (permission?.canPublish !== mayPublish || isCameraTaken !== mayPublish) faults.push(`${label}: publishing`);
    if (permission?.canSubscribe !== true) faults.push(`${label}: subscribing`);
    if (permission?.canPublishData || permission?.canUpdateMetadata) faults.push(`${label}: data or names`);
    return faults;
  }

  test('grants: every person × situation, each taken to a real media server', async () => {
    const subscribe = matrix.permissions.media.get('subscribe') as Permission;
    const publish = matrix.permissions.media.get('publish') as Permission;
    const seats: Seat[] = [];
    const faults: string[] = [];
    let refused = 0;
    for (const { situation, meetingId, cast } of matrix.scenes) {
      for (const person of cast) {
        const label = `${person.label} · ${situation.label}`;
        const path = `/api/live/${meetingId}/media-token`;
        const heard = await matrix.ask(person, 'POST', path, { deviceId: 'device-one' });
        const roles = rolesIn(person, situation);
        const isAllowed = roles.some((role) => subscribe.who.has(role)) && subscribe.phases.has(situation.phase);
        if ((heard.status === 200) !== isAllowed) faults.push(`${label}: ${heard.status}`);
        if (!isAllowed || heard.status !== 200) {
          refused++;
          continue;
        }
        const mayPublish = roles.some((role) => publish.who.has(role)) && publish.phases.has(situation.phase);
        const ticket = heard.body as MediaTicket;
        const { video } = JSON.parse(Buffer.from(ticket.token.split('.')[1] ?? '', 'base64url').toString()) as {
          video: object;
        };
        const expected = {
          roomJoin: true,
          room: meetingId,
          canPublish: mayPublish,
          // None named means all for who may publish; a floor names the ones it was given.
          canPublishSources: [],
          canSubscribe: true,
          canPublishData: false,
          canUpdateOwnMetadata: false,
          hidden: false,
        };
        // Exactly these: a grant too many (recording, administration, ingress) is a fault as well.
        if (!isDeepStrictEqual(video, expected)) faults.push(`${label}: ${JSON.stringify(video)}`);
        seats.push({ label, ticket, mayPublish });
      }
    }
    for (const found of await Promise.all(seats.map(tryOut))) faults.push(...found);
    process.stdout.write(
      `policy matrix: ${seats.length} media grants taken, ${refused} refused, ${faults.length} wrong\n`,
    );
    expect(faults).toEqual([]);
    expect(seats.length).toBeGreaterThan(20);
  }, 60_000);
});
