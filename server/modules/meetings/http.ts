import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import ical, { ICalCalendarMethod } from 'ical-generator';
import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import { AgendaVisibility, type LiveFacts, type LiveState } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { ok } from '#server/kernel/result.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { meetingIdOf, problem, type Route, type RouteContext } from '#server/platform/http.ts';
import type { Storage } from '#server/platform/storage.ts';
import { canPlan } from './commands.ts';
import { MeetingDetails, type MeetingDocument } from './contract.ts';
import { keepPages, pagePicture } from './pages.ts';
import type { MeetingsState } from './state.ts';

const largestDocumentBytes = 50 * 1024 * 1024;
const notFound = violation('not_found', 'not_found');
const nobody = violation('unauthenticated', 'unauthenticated');
const invalid = violation('invalid_input', 'invalid_input');
const DocumentQuery = z.object({
  title: z.string().trim().min(1).max(160),
  itemId: z.string().max(40).nullable(),
  visibility: AgendaVisibility,
  commandId: z.uuid(),
});
const PageNumber = z.coerce.number().int().min(1);

export interface MeetingRoutesEnvironment {
  readonly appUrl: string;
  readonly storage: Storage;
  readonly createHead: (meetingId: MeetingId) => Promise<void>;
  readonly submit: SubmitCommand;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
}

/** Creates a meeting under the id the page chose, so that sending twice creates one. */
export async function createMeeting(
  env: MeetingRoutesEnvironment,
  actor: Actor,
  meetingId: MeetingId,
  details: unknown,
): Promise<CommandAck> {
  if (!canPlan(actor)) return { ok: false, error: violation('forbidden', 'forbidden') };
  await env.createHead(meetingId);
  // The meeting's own id is the command's: a repetition gets the first answer.
  return env.submit(meetingId, meetingId, 'meetings.planMeeting', details, actor);
}

const keyOf = (meetingId: string, documentId: string): string => `${meetingId}/${documentId}.pdf`;

interface FoundDocument {
  readonly meetingId: MeetingId;
  readonly document: MeetingDocument;
  readonly isPlaced: boolean;
  readonly facts: LiveFacts;
}

/** The document a request names, if whoever asks may read it; unknown and forbidden look the same. */
async function readable(env: MeetingRoutesEnvironment, context: RouteContext): Promise<FoundDocument | null> {
  const meetingId = meetingIdOf(context.params);
  const state = meetingId && ((await env.stateOf(meetingId))?.['meetings'] as MeetingsState | undefined);
  const document = state?.documents.find((one) => one.documentId === context.params['documentId']);
  if (!meetingId || !document) return null;
  const facts = await env.factsOf(meetingId, await context.actor());
  if (!facts) return null;
  const isPlaced = facts.roles.some((role) => role !== 'public');
  return isPlaced || (facts.isPublic && document.visibility === 'public')
    ? { meetingId, document, isPlaced, facts }
    : null;
}

/** Planning over HTTP: new meetings, their documents, their calendar file. */
export function meetingRoutes(env: MeetingRoutesEnvironment): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/live/meetings',
      access: 'office',
      async handle(context) {
        const actor = await context.actor();
        if (!actor) return nobody;
        const body = z
          .object({ meetingId: z.uuid().optional(), details: MeetingDetails })
          .safeParse(await context.json());
        if (!body.success) return invalid;
        const meetingId = (body.data.meetingId ?? uuidV7()) as MeetingId;
        const ack = await createMeeting(env, actor, meetingId, body.data.details);
        return ack.ok ? { status: 201, body: { ok: true, meetingId } } : problem(ack.error);
      },
    },
    {
      method: 'PUT',
      path: '/api/live/:meetingId/documents/:documentId',
      access: 'meeting',
      async handle(context) {
        const actor = await context.actor();
        if (!actor) return nobody;
        const meetingId = meetingIdOf(context.params);
        const documentId = z.uuid().safeParse(context.params['documentId']);
        const query = DocumentQuery.safeParse({
          title: context.url.searchParams.get('title'),
          itemId: context.url.searchParams.get('itemId') || null,
          visibility: context.url.searchParams.get('visibility') ?? 'public',
          commandId: context.params['documentId'],
        });
        if (!meetingId || !documentId.success || !query.success) return invalid;
        const facts = await env.factsOf(meetingId, actor);
        if (!facts?.roles.some((role) => role === 'officer' || role === 'clerk')) return notFound;
        const bytes = await context.bytes(largestDocumentBytes);
        if (bytes.subarray(0, 5).toString('latin1') !== '%PDF-') return violation('invalid_input', 'meetings.notPdf');
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        const state = (await env.stateOf(meetingId))?.['meetings'] as MeetingsState | undefined;
        const known = state?.documents.find((one) => one.documentId === documentId.data);
        // What readers of the log were told of stays as it was; only the same once more is no conflict.
        if (known && known.sha256 !== sha256) return violation('conflict', 'meetings.documentExists');
        const pages = known ? ok(known.pageCount) : await keepPages(documentId.data, bytes, env.storage);
        if (!pages.ok) return pages.error;
        await env.storage.put(keyOf(meetingId, documentId.data), bytes, 'application/pdf');
        const document = {
          documentId: documentId.data,
          title: query.data.title,
          itemId: query.data.itemId,
          visibility: query.data.visibility,
          pageCount: pages.value,
          sizeBytes: bytes.length,
          sha256,
        };
        const ack = await env.submit(meetingId, query.data.commandId, 'meetings.addDocument', document, actor);
        return ack.ok ? { status: 201, body: ack } : problem(ack.error);
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/documents/:documentId',
      access: 'meeting',
      async handle(context) {
        const found = await readable(env, context);
        const file = found && (await env.storage.read(keyOf(found.meetingId, found.document.documentId)));
        if (!file) return notFound;
        context.res.writeHead(200, {
          'content-type': 'application/pdf',
          'content-length': file.sizeBytes,
          'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(found.document.title)}.pdf`,
          'cache-control': 'private, max-age=3600',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'x-content-type-options': 'nosniff',
        });
        // A reader who goes away half-way is no failure.
        await pipeline(file.stream, context.res).catch(() => undefined);
        return null;
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/documents/:documentId/pages/:page',
      access: 'meeting',
      async handle(context) {
        const found = await readable(env, context);
        const page = PageNumber.safeParse(context.params['page']);
        if (!found || !page.success || page.data > found.document.pageCount) return notFound;
        const { currentItemId, currentVisibility } = found.facts;
        const isClosed = currentItemId !== null && currentVisibility !== 'public';
        if (!found.isPlaced && isClosed) return notFound;
        const picture = await pagePicture(found.document.documentId, page.data, env.storage);
        if (!picture) return notFound;
        // Everybody turns to the same page in the same second: what is public may be answered from a cache on the way.
        const cached = found.document.visibility === 'public' && found.facts.isPublic ? 'public' : 'private';
        return {
          body: picture,
          headers: { 'content-type': 'image/png', 'cache-control': `${cached}, max-age=${found.isPlaced ? 3600 : 60}` },
        };
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/calendar.ics',
      access: 'meeting',
      async handle(context) {
        const meetingId = meetingIdOf(context.params);
        const state = meetingId && ((await env.stateOf(meetingId))?.['meetings'] as MeetingsState | undefined);
        if (!meetingId || !state?.details) return notFound;
        const facts = await env.factsOf(meetingId, await context.actor());
        const isPlaced = facts?.roles.some((role) => role !== 'public') ?? false;
        if (!isPlaced && !facts?.isPublic) return notFound;
        const { title, place, plannedStartAt, plannedEndAt } = state.details;
        const calendar = ical({
          method: ICalCalendarMethod.PUBLISH,
          prodId: { company: 'consultation-hub', product: 'meetings' },
        });
        calendar.createEvent({
          id: meetingId,
          start: new Date(plannedStartAt),
          end: new Date(plannedEndAt),
          summary: title,
          location: place,
          url: `${env.appUrl}/${isPlaced ? 'live' : 'watch'}/${meetingId}`,
        });
        return {
          body: calendar.toString(),
          headers: {
            'content-type': 'text/calendar; charset=utf-8',
            'content-disposition': 'attachment; filename="meeting.ics"',
          },
        };
      },
    },
  ];
}
