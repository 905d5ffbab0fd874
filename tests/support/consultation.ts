import pg from 'pg';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { AgendaItemPlan } from '#server/modules/meetings/contract.ts';
import { signIn } from './district.ts';

/** A consultation of the demo district that one test has for itself. */
export interface Consultation {
  readonly meetingId: string;
  readonly title: string;
  readonly items: readonly AgendaItemPlan[];
  /** The names that the district's accounts show on the pages, by user name. */
  readonly names: Readonly<Record<string, string>>;
}

/** A meeting's roles and members, by user name. */
export const chairName = 'chair';
export const technicianName = 'technician';
export const memberNames = ['w011', 'w047', 'w102'] as const;

const anHour = 3_600_000;
const item = (itemId: string, title: string, visibility: AgendaItemPlan['visibility'] = 'public'): AgendaItemPlan => ({
  itemId,
  parentId: null,
  title,
  kind: 'discussion',
  plannedMinutes: 15,
  visibility,
});

export const items: readonly AgendaItemPlan[] = [
  item('i1', '更新片区的学位配套'),
  item('i2', '闭门会商', 'closed'),
  item('i3', '部门回应与小结'),
];

/** Where a product runs, and its database. */
export interface ProductPlace {
  readonly url: string;
  readonly databaseUrl: string;
}

/** The product that the journeys' global setup started. */
const journeyPlace = (): ProductPlace => ({
  url: setting('JOURNEY_URL'),
  databaseUrl: setting('JOURNEY_DATABASE_URL'),
});

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journeys' global setup does it`);
  return value;
}

async function accounts(
  databaseUrl: string,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, { id: string; name: string }>> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; name: string; username: string }>(
      'select id, name, username from "user" where username = any($1)',
      [usernames],
    );
    return new Map(rows.map((row) => [row.username, row]));
  } finally {
    await client.end();
  }
}

async function post(url: string, cookie: string, body: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${url} was refused: ${JSON.stringify(answer)}`);
  return answer;
}

/** Plans a public consultation as the office does: agenda, chair, technician, members. */
export async function planConsultation(title: string, place: ProductPlace = journeyPlace()): Promise<Consultation> {
  const office = await signIn(place.url, 'office');
  const plannedStartAt = Date.now() + anHour / 2;
  const details = {
    title,
    kind: 'remote',
    label: '远程协商',
    place: '区政协会议中心 301',
    plannedStartAt,
    plannedEndAt: plannedStartAt + 2 * anHour,
    access: 'public',
  };
  const planned = await post(`${place.url}/api/live/meetings`, office, { details });
  const { meetingId } = planned as { meetingId: string };
  const people = await accounts(place.databaseUrl, [chairName, technicianName, ...memberNames]);
  const idOf = (username: string): string => people.get(username)?.id ?? '';
  const command = commander(place, meetingId, office);
  await command('meetings.setAgenda', { items });
  await command('meetings.setParticipants', {
    persons: [
      { userId: idOf(chairName), roles: ['chair', 'member'] },
      { userId: idOf(technicianName), roles: ['technician'] },
      ...memberNames.map((username) => ({ userId: idOf(username), roles: ['member'] })),
    ],
    sectorIds: [],
    committeeIds: [],
  });
  const names = Object.fromEntries([...people].map(([username, { name }]) => [username, name]));
  return { meetingId, title, items, names };
}

/** Sends commands to one meeting as somebody who is signed in; a refusal throws. */
const commander =
  ({ url }: ProductPlace, meetingId: string, cookie: string) =>
  (type: string, input: unknown): Promise<unknown> =>
    post(`${url}/api/live/${meetingId}/commands`, cookie, { commandId: uuidV7(), type, input });

/** Hands a document in as the office does; its pages are drawn by then. */
export async function addDocument(
  { meetingId }: Consultation,
  document: { readonly title: string; readonly visibility: AgendaItemPlan['visibility']; readonly pdf: Buffer },
  place: ProductPlace = journeyPlace(),
): Promise<string> {
  const documentId = uuidV7();
  const query = new URLSearchParams({ title: document.title, visibility: document.visibility });
  const response = await fetch(`${place.url}/api/live/${meetingId}/documents/${documentId}?${query}`, {
    method: 'PUT',
    headers: { cookie: await signIn(place.url, 'office') },
    body: new Uint8Array(document.pdf),
  });
  if (!response.ok) throw new Error(`the document was refused: ${await response.text()}`);
  return documentId;
}

/** Takes a planned meeting to `live` at its first item, for tests that begin there. */
export async function beginConsultation(
  { meetingId }: Consultation,
  place: ProductPlace = journeyPlace(),
): Promise<void> {
  const command = commander(place, meetingId, await signIn(place.url, chairName));
  await command('meetings.openMeeting', {});
  await command('meetings.startMeeting', {});
  await command('meetings.startItem', { itemId: 'i1', basedOn: null });
}
