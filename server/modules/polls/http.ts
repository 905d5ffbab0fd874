import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import { CommandIdSchema, type MeetingId } from '#server/kernel/ids.ts';
import type { LiveFacts, LiveState } from '#server/kernel/live.ts';
import { keyedHash, sign, unsign } from '#server/modules/identity/index.ts';
import { meetingIdOf, notFound, problem, type Route, type RouteContext } from '#server/platform/http.ts';
import { Choice, Receipt } from './contract.ts';
import type { PollsEnvironment } from './counting.ts';
import { isListOut, openedPoll } from './domain.ts';
import { exportLines } from './export.ts';
import { listOf, ownPolls, rollOf } from './queries.ts';
import type { Poll, PollsState } from './state.ts';

export interface PollRoutesEnvironment extends Pick<PollsEnvironment, 'stateOf' | 'submit'> {
  readonly appUrl: string;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
  readonly take: (key: string) => boolean;
}

const unknown = violation('not_found', 'polls.pollUnknown');
const deviceDays = 30;
const Answer = z.object({ commandId: CommandIdSchema, choice: Choice, receipt: Receipt });

interface Asked {
  readonly meetingId: MeetingId;
  readonly actor: Actor | null;
  readonly facts: LiveFacts;
  readonly state: LiveState;
  readonly poll: Poll | null;
}

const isPlaced = (facts: LiveFacts): boolean => facts.roles.some((role) => role !== 'public');
const holds = ({ facts }: Asked, ...roles: readonly MeetingRole[]): boolean =>
  facts.roles.some((role) => roles.includes(role));

/** The asker's place and the poll; null when the meeting is none of their business. */
async function asking(env: PollRoutesEnvironment, context: RouteContext): Promise<Asked | null> {
  const meetingId = meetingIdOf(context.params);
  const actor = await context.actor();
  const facts = meetingId && (await env.factsOf(meetingId, actor));
  const state = facts && (await env.stateOf(facts.meetingId));
  if (!facts || !state || !(isPlaced(facts) || facts.isPublic)) return null;
  return {
    meetingId: facts.meetingId,
    actor,
    facts,
    state,
    poll: openedPoll(state['polls'] as PollsState, context.params['pollId'] ?? ''),
  };
}

/** Bound to this host and to HTTPS where there is HTTPS (E4). */
const cookieName = (appUrl: string): string => (appUrl.startsWith('https://') ? '__Host-hub.device' : 'hub.device');

function deviceOf(headers: Headers, appUrl: string): string | null {
  const start = `${cookieName(appUrl)}=`;
  const pair = headers
    .get('cookie')
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(start));
  return pair ? unsign('device', pair.slice(start.length)) : null;
}

/** Names a device by a cookie only this server can make; it is no proof of a person, and is not taken for one (D33). */
const deviceHeader = (device: string, appUrl: string): string => {
  const cookie = `${cookieName(appUrl)}=${sign('device', device)}; Path=/; HttpOnly; SameSite=Lax`;
  return `${cookie}; Max-Age=${deviceDays * 86_400}${appUrl.startsWith('https://') ? '; Secure' : ''}`;
};

async function answer(env: PollRoutesEnvironment, context: RouteContext) {
  const meetingId = meetingIdOf(context.params);
  const facts = meetingId && (await env.factsOf(meetingId, null));
  if (!meetingId || !facts?.isPublic) return notFound;
  if (facts.phase !== 'live') return violation('invalid_state', 'wrongPhase', { phase: facts.phase });
  if (!env.take(`straw:${context.address}`)) return violation('rate_limited', 'rate_limited');
  const body = Answer.safeParse(await context.json());
  const pollId = z.uuid().safeParse(context.params['pollId']);
  if (!body.success || !pollId.success) return violation('invalid_input', 'invalid_input');
  const device = deviceOf(context.headers, env.appUrl) ?? randomUUID();
  const { commandId, choice, receipt } = body.data;
  const input = {
    pollId: pollId.data,
    device: keyedHash('device', device),
    address: keyedHash('address', context.address),
    choice,
    receipt,
  };
  const system: Actor = { kind: 'system', service: 'polls' };
  const ack = await env.submit(meetingId, commandId, 'polls.recordStraw', input, system);
  const given = ack.ok ? { body: { ok: true } } : problem(ack.error);
  return { ...given, headers: { ...given.headers, 'set-cookie': deviceHeader(device, env.appUrl) } };
}

async function sendExport({ res }: RouteContext, { meetingId, poll }: Asked & { poll: Poll }): Promise<null> {
  const lines = await exportLines(meetingId, poll, Date.now());
  res.writeHead(200, {
    'content-type': 'application/x-ndjson; charset=utf-8',
    'content-disposition': `attachment; filename="vote-${poll.pollId}.ndjson"`,
    'cache-control': 'private, no-store',
  });
  for (const line of lines) {
    if (!res.write(`${line}\n`)) await new Promise((resume) => res.once('drain', resume));
    if (res.destroyed) return null;
  }
  res.end();
  return null;
}

const base = '/api/live/:meetingId/polls';
const own = { 'cache-control': 'private, no-store' };

/** What of a vote is not in the log: the own standing, the roll, the published list, the export, and the public's answers. */
export function pollRoutes(env: PollRoutesEnvironment): readonly Route[] {
  return [
    {
      method: 'GET',
      path: `${base}/mine`,
      access: 'person',
      async handle(context) {
        const asked = await asking(env, context);
        if (!asked || !isPlaced(asked.facts) || asked.actor?.kind !== 'user') return notFound;
        return { body: { polls: await ownPolls(asked.state, asked.actor.userId) }, headers: own };
      },
    },
    {
      method: 'GET',
      path: `${base}/:pollId/roll`,
      access: 'person',
      async handle(context) {
        const asked = await asking(env, context);
        if (!asked || !holds(asked, 'chair', 'clerk')) return notFound;
        if (!asked.poll) return unknown;
        return { body: { roll: await rollOf(asked.poll, holds(asked, 'clerk')) }, headers: own };
      },
    },
    {
      method: 'GET',
      path: `${base}/:pollId/list`,
      access: 'meeting',
      async handle(context) {
        const asked = await asking(env, context);
        if (!asked) return notFound;
        const { poll, facts, state } = asked;
        if (!poll || !(isPlaced(facts) || poll.visibleTo === 'public')) return unknown;
        if (!isListOut(poll)) return violation('invalid_state', 'polls.notPublished');
        const { tally: _, ...list } = poll.counted ?? { tally: null };
        return { body: { ...list, papers: await listOf(state, poll) }, headers: own };
      },
    },
    {
      method: 'GET',
      path: `${base}/:pollId/export`,
      access: 'person',
      async handle(context) {
        const asked = await asking(env, context);
        if (!asked || !holds(asked, 'chair', 'clerk')) return notFound;
        if (!asked.poll) return unknown;
        if (!asked.poll.counted) return violation('invalid_state', 'polls.notCounted');
        return sendExport(context, { ...asked, poll: asked.poll });
      },
    },
    {
      method: 'POST',
      path: `${base}/:pollId/answer`,
      access: 'meeting',
      handle: (context) => answer(env, context),
    },
  ];
}
