import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { MeetingRole } from '#server/kernel/actor.ts';
import { MeetingPhase } from '#server/kernel/live.ts';

const SERVER = path.resolve(import.meta.dirname, '../../server');

/** One row of a permissions table of a RULES.md, in its own words. */
export interface Permission {
  readonly who: ReadonlySet<string>;
  readonly phases: ReadonlySet<MeetingPhase>;
}

export interface Permissions {
  /** By command type. */
  readonly commands: ReadonlyMap<string, Permission>;
  /** By method and path. */
  readonly routes: ReadonlyMap<string, Permission>;
  /** `subscribe` and `publish`. */
  readonly media: ReadonlyMap<string, Permission>;
}

const placed = ['chair', 'clerk', 'technician', 'member', 'guest', 'observer', 'officer'];
/** Wordings that stand for something else than one meeting role. */
const wordings: Readonly<Record<string, readonly string[]>> = {
  'everyone with a place': placed,
  'the system': ['system'],
  'the office': ['office'],
  anyone: ['anyone'],
  'the session': ['session'],
  'everyone who is known': ['known'],
  'everyone with an account': ['account'],
  'whoever asks in a public meeting': ['publicMeeting'],
  'the media server': ['mediaServer'],
  'whoever brings a key to it': ['mediaServer'],
  'the machine itself': ['machine'],
};

function whoOf(text: string): ReadonlySet<string> {
  const names = text.split(',').map((one) => one.trim());
  return new Set(names.flatMap((name) => wordings[name] ?? [MeetingRole.parse(name)]));
}

function phasesOf(text: string): ReadonlySet<MeetingPhase> {
  const all = MeetingPhase.options;
  if (text === 'any') return new Set(all);
  if (text === 'all but archived') return new Set(all.filter((phase) => phase !== 'archived'));
  return new Set(text.split(',').map((one) => MeetingPhase.parse(one.trim())));
}

function rulesFiles(): readonly { context: string; text: string }[] {
  const folders = [
    SERVER,
    path.join(SERVER, 'realtime'),
    ...readdirSync(path.join(SERVER, 'modules')).map((name) => path.join(SERVER, 'modules', name)),
  ];
  return folders
    .map((folder) => ({ name: path.basename(folder), file: path.join(folder, 'RULES.md') }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({ context: name === 'realtime' ? 'log' : name, text: readFileSync(file, 'utf8') }));
}

/** The permissions tables of all RULES.md files: what the policies are held against. */
export function readPermissions(): Permissions {
  const tables = { command: new Map(), route: new Map(), media: new Map() } as Record<string, Map<string, Permission>>;
  for (const { context, text } of rulesFiles()) {
    let table: string | null = null;
    for (const line of text.split('\n')) {
      const cells = line.split('|').map((cell) => cell.trim());
      const [, what = '', who = '', when = ''] = cells;
      if (cells.length !== 5) table = null;
      else if (who === 'who') table = what;
      else if (table !== null && !what.startsWith('---')) {
        for (const name of what.split(',').map((one) => one.trim())) {
          const key = table === 'command' ? `${context}.${name}` : name;
          if (tables[table]?.has(key)) throw new Error(`${key} stands twice in the permissions`);
          tables[table]?.set(key, { who: whoOf(who), phases: phasesOf(when) });
        }
      }
    }
  }
  const { command: commands, route: routes, media } = tables;
  if (!commands || !routes || !media) throw new Error('no permissions were found');
  return { commands, routes, media };
}
