import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import ical, { ICalCalendarMethod } from 'ical-generator';
import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import { AgendaVisibility, type LiveFacts, type LiveState } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { meetingIdOf, problem, type Route } from '#server/platform/http.ts';
import { canPlan } from './commands.ts';
import { MeetingDetails } from './contract.ts';
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

export interface MeetingRoutesEnvironment {
  readonly appUrl: string;
  readonly filesDir: string;
  readonly createHead: (meetingId: MeetingId) => Promise<void>;
  readonly submit: (
    meetingId: MeetingId,
    commandId: string,
    type: string,
    input: unknown,
    actor: Actor,
  ) => Promise<CommandAck>;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
}

/** Pages of a PDF as its page objects say; 0 when they stand in compressed streams. */
const countPages = (pdf: Buffer): number => pdf.toString('latin1').match(/\/Type\s*\/Page(?![a-zA-Z])/g)?.length ?? 0;

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

const documentFile = (env: MeetingRoutesEnvironment, meetingId: string, documentId: string): string =>
  path.join(env.filesDir, meetingId, `${documentId}.pdf`);

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
        const file = documentFile(env, meetingId, documentId.data);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(`${file}.part`, bytes);
        await rename(`${file}.part`, file);
        const document = {
          documentId: documentId.data,
          title: query.data.title,
          itemId: query.data.itemId,
          visibility: query.data.visibility,
          pageCount: countPages(bytes),
          sizeBytes: bytes.length,
          sha256: createHash('sha256').update(bytes).digest('hex'),
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
        const meetingId = meetingIdOf(context.params);
        const state = meetingId && ((await env.stateOf(meetingId))?.['meetings'] as MeetingsState | undefined);
        const document = state?.documents.find((one) => one.documentId === context.params['documentId']);
        if (!meetingId || !state || !document) return notFound;
        const facts = await env.factsOf(meetingId, await context.actor());
        const isPlaced = facts?.roles.some((role) => role !== 'public') ?? false;
        if (!isPlaced && !(facts?.isPublic && document.visibility === 'public')) return notFound;
        const file = documentFile(env, meetingId, document.documentId);
        const found = await stat(file).catch(() => null);
        if (!found) return notFound;
        context.res.writeHead(200, {
          'content-type': 'application/pdf',
          'content-length': found.size,
          'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(document.title)}.pdf`,
          'cache-control': 'private, max-age=3600',
          'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
          'x-content-type-options': 'nosniff',
        });
        createReadStream(file).pipe(context.res);
        return null;
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
