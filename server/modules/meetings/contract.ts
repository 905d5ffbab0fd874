import { z } from 'zod';
import { MeetingRole } from '#server/kernel/actor.ts';
import { InstantMs } from '#server/kernel/clock.ts';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { AgendaVisibility, defineCommands, defineEvents } from '#server/kernel/live.ts';

/** 协商活动 and meetings of the body; decides defaults such as the majority of a vote. */
export const MeetingKind = z.enum([
  'online',
  'remote',
  'thematic',
  'sector',
  'grassroots',
  'proposalHandling',
  'plenary',
  'standingCommittee',
  'chairMeeting',
  'committeeMeeting',
]);
export type MeetingKind = z.infer<typeof MeetingKind>;

/** `public`: anyone may watch; `members`: only people with a place in it. */
export const MeetingAccess = z.enum(['public', 'members']);
export type MeetingAccess = z.infer<typeof MeetingAccess>;

export const AgendaItemKind = z.enum(['report', 'discussion', 'vote', 'other']);
export type AgendaItemKind = z.infer<typeof AgendaItemKind>;

const itemId = z.string().min(1).max(40);
const title = z.string().trim().min(1).max(120);

/** One line of the agenda as planned; `parentId` makes the tree, order in the list is reading order. */
export const AgendaItemPlan = z.object({
  itemId,
  parentId: itemId.nullable(),
  title,
  kind: AgendaItemKind,
  plannedMinutes: z.int().min(0).max(600),
  visibility: AgendaVisibility,
});
export type AgendaItemPlan = z.infer<typeof AgendaItemPlan>;

export const MeetingDetails = z.object({
  title,
  kind: MeetingKind,
  /** Free words for the session, such as 2026 年第 2 次远程协商. */
  label: z.string().trim().max(80),
  place: z.string().trim().max(120),
  plannedStartAt: InstantMs,
  plannedEndAt: InstantMs,
  access: MeetingAccess,
});
export type MeetingDetails = z.infer<typeof MeetingDetails>;

/** A person with a place in the meeting. Sector is empty for officers and guests. */
export const Participant = z.object({
  userId: UserIdSchema,
  name: z.string(),
  roles: z.array(MeetingRole).min(1),
  memberId: z.string().nullable(),
  sectorId: z.string().nullable(),
  sectorName: z.string().nullable(),
  /** Post or department, shown under the name of guests. */
  post: z.string().nullable(),
});
export type Participant = z.infer<typeof Participant>;

export const MeetingDocument = z.object({
  /** Names the file on disk, so it can be nothing else. */
  documentId: z.uuid(),
  title: z.string().trim().min(1).max(160),
  itemId: itemId.nullable(),
  pageCount: z.int32().min(0),
  sizeBytes: z.int().nonnegative(),
  sha256: z.string().max(64),
  visibility: AgendaVisibility,
});
export type MeetingDocument = z.infer<typeof MeetingDocument>;

const nothing = z.object({});
/** How often a part of the plan was set before; a change that names another number than the present one is stale (M14). */
const basedOn = z.int().nonnegative().optional();

export const commands = defineCommands({
  'meetings.planMeeting': { input: MeetingDetails, output: nothing },
  'meetings.reviseMeeting': { input: MeetingDetails.partial().extend({ basedOn }), output: nothing },
  'meetings.setAgenda': { input: z.object({ items: z.array(AgendaItemPlan).max(200), basedOn }), output: nothing },
  /** Replaces the list of participants: persons with roles, plus everyone of the named sectors and committees. */
  'meetings.setParticipants': {
    input: z.object({
      persons: z.array(z.object({ userId: UserIdSchema, roles: z.array(MeetingRole).min(1) })).max(2000),
      sectorIds: z.array(z.uuid()).max(100),
      committeeIds: z.array(z.uuid()).max(100),
      basedOn,
    }),
    output: z.object({ count: z.int() }),
  },
  /** Gives one more person a place: somebody who came uninvited (M16). */
  'meetings.addParticipant': {
    input: z.object({ userId: UserIdSchema, role: z.enum(['guest', 'observer']) }),
    output: nothing,
  },
  'meetings.addDocument': { input: MeetingDocument, output: nothing },
  'meetings.removeDocument': { input: z.object({ documentId: z.uuid() }), output: nothing },
  'meetings.openMeeting': { input: nothing, output: nothing },
  'meetings.startMeeting': { input: nothing, output: nothing },
  'meetings.suspendMeeting': { input: z.object({ reason: z.string().trim().max(200) }), output: nothing },
  'meetings.resumeMeeting': { input: nothing, output: nothing },
  'meetings.endMeeting': { input: nothing, output: nothing },
  'meetings.archiveMeeting': { input: nothing, output: nothing },
  /** Moves the meeting to an item. `basedOn` is the current item the sender saw; another one refuses it as stale (D12). */
  'meetings.startItem': { input: z.object({ itemId, basedOn: itemId.nullable() }), output: nothing },
  'meetings.finishItem': { input: z.object({ itemId }), output: nothing },
});

const at = z.object({});
export const events = defineEvents({
  'meetings.meetingPlanned': { payload: MeetingDetails, audience: 'public', throughClosed: true },
  'meetings.meetingRevised': {
    payload: MeetingDetails.partial(),
    audience: 'public',
    throughClosed: true,
    changesRights: true,
  },
  /** The agenda as the public may read it: public items only. Always followed by `agendaSet`. */
  'meetings.publicAgendaSet': {
    payload: z.object({ items: z.array(AgendaItemPlan) }),
    audience: 'public',
    throughClosed: true,
  },
  'meetings.agendaSet': {
    payload: z.object({ items: z.array(AgendaItemPlan) }),
    audience: 'room',
    throughClosed: true,
  },
  'meetings.participantsSet': {
    payload: z.object({ participants: z.array(Participant) }),
    audience: 'room',
    throughClosed: true,
    changesRights: true,
  },
  'meetings.documentAdded': { payload: MeetingDocument, audience: 'public' },
  'meetings.documentRemoved': {
    payload: z.object({ documentId: z.string() }),
    audience: 'public',
    throughClosed: true,
  },
  'meetings.meetingOpened': { payload: at, audience: 'public', throughClosed: true },
  'meetings.meetingStarted': { payload: at, audience: 'public', throughClosed: true },
  'meetings.meetingSuspended': { payload: z.object({ reason: z.string() }), audience: 'public', throughClosed: true },
  'meetings.meetingResumed': { payload: at, audience: 'public', throughClosed: true },
  'meetings.meetingEnded': { payload: at, audience: 'public', throughClosed: true },
  'meetings.meetingArchived': { payload: at, audience: 'public', throughClosed: true },
  /** Visibility travels with the move, because the public's agenda does not hold the items they may not see. */
  'meetings.itemStarted': {
    payload: z.object({ itemId, visibility: AgendaVisibility }),
    audience: 'public',
    throughClosed: true,
  },
  'meetings.itemFinished': { payload: z.object({ itemId }), audience: 'public', throughClosed: true },
});
