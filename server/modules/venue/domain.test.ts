import { expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import { factsWith } from '#tests/support/facts.ts';
import { parseAddress } from './address.ts';
import { venueServer } from './commands.ts';
import { isSourceAllowed, missedSources, venueLive } from './domain.ts';
import { initial } from './evolve.ts';

const system: Actor = { kind: 'system', service: 'venue' };
const meetingId = '01900000-0000-7000-8000-0000000000aa' as MeetingId;

/** A meeting with this module alone; answers with what happened or the refusal. */
function meeting() {
  const state = initial();
  const sealed: unknown[] = [];
  const log: string[] = [];
  let seq = 0;
  const run = (name: string, input: object): readonly string[] | string => {
    const context = { now: ++seq, actor: system, facts: factsWith(), newId: uuidV7, prepared: undefined };
    const decision = venueLive.decide(state, { type: `venue.${name}`, input }, context);
    if (!decision.ok) return decision.error.code;
    if (decision.value.sealed) sealed.push(decision.value.sealed);
    for (const event of decision.value.events) {
      log.push(JSON.stringify(event));
      venueLive.evolve(state, { seq, at: seq, actor: 'system:venue', type: event.type, payload: event.payload });
    }
    return decision.value.events.map(({ type }) => type.slice('venue.'.length));
  };
  return { state, run, sealed, log };
}

test('H5 an address is of a known kind, and only scheme, host and port of it may be shown', () => {
  const shown = (text: string): string | null => {
    const found = parseAddress(text);
    return found && `${found.protocol} ${found.where}`;
  };
  expect(shown('rtsp://admin:secret@10.1.2.3:554/Streaming/1?key=secret')).toBe('rtsp rtsp://10.1.2.3:554');
  expect(shown('rtmps://live.example/app/secret-key')).toBe('rtmp rtmps://live.example');
  expect(shown('srt://10.1.2.3:9000?passphrase=secretsecret&streamid=hall&mode=caller')).toBe(
    'srt srt://10.1.2.3:9000',
  );
  expect(shown('片头 2026.mp4')).toBe('file 片头 2026.mp4');
  for (const refused of [
    'http://10.1.2.3/a.m3u8',
    'file:///etc/passwd',
    'concat:a.mp4|b.mp4',
    'tcp://10.1.2.3:80',
    'rtsp:///nothing',
    'srt://10.1.2.3',
    'srt://0.0.0.0:9000?mode=listener',
    'srt://10.1.2.3:9000?localaddr=127.0.0.1',
    'rtmp://10.1.2.3/app listen=1',
    '../secrets.mp4',
    '/etc/hall.mp4',
    'a/b.mp4',
    '.hidden.mp4',
    'list.m3u8',
    'rtsp://10.1.2.3/a\r\nHost: b',
    '',
  ])
    expect(shown(refused), refused).toBeNull();
});

test('H5 neither the log nor what pages fold holds a secret of an address', () => {
  const { state, run, sealed, log } = meeting();
  const sourceId = uuidV7();
  const address = 'rtsp://admin:geheim@10.1.2.3/geheim';
  expect(run('addPulled', { sourceId, label: 'Camera', address })).toEqual(['pulledAdded']);
  expect(sealed).toEqual([{ sourceId, address }]);
  expect(JSON.stringify(state) + log.join('')).not.toContain('geheim');
  expect(run('addPulled', { sourceId: uuidV7(), label: 'Camera', address: 'http://10.1.2.3/' })).toBe(
    'venue.addressUnknown',
  );
});

test('H5 an address is kept with its source, goes with it, and with the end of the meeting', () => {
  const { state, run, sealed } = meeting();
  const [kept, removed] = [uuidV7(), uuidV7()];
  const tell = (type: string, payload: object) => ({
    seq: 1,
    at: 1,
    actor: 'system:venue',
    audience: 'staff' as const,
    type,
    payload: { ...payload },
  });
  for (const sourceId of [kept, removed])
    run('addPulled', { sourceId, label: 'Camera', address: 'srt://10.1.2.3:9000?passphrase=geheim' });
  const added = [kept, removed].map((sourceId) => tell('venue.pulledAdded', { sourceId }));
  const writes = (events: readonly ReturnType<typeof tell>[], beside: readonly unknown[] = []) =>
    (venueServer.project?.(meetingId, events, { venue: state }, beside) ?? []).map(({ sql, values }) => [
      /^(?:insert into|update|delete from) pulled_source/.exec(sql)?.[0],
      JSON.stringify(values),
    ]);
  const [[inserting, values] = []] = writes(added, sealed);
  expect(inserting).toBe('insert into pulled_source');
  expect(values).toContain('geheim');
  run('removeSource', { sourceId: removed });
  expect(writes([tell('venue.sourceRemoved', { sourceId: removed })])).toEqual([
    ['delete from pulled_source', JSON.stringify([[removed]])],
  ]);
  expect(writes([tell('meetings.meetingEnded', {}), tell('venue.sourceChanged', { sourceId: kept })])).toEqual([
    ['delete from pulled_source', JSON.stringify([meetingId])],
  ]);
});

test('H2 only a source that is known and wanted may join, as what it is', () => {
  const { state, run } = meeting();
  const [encoder, camera] = [uuidV7(), uuidV7()];
  run('addEncoder', { sourceId: encoder, label: 'OBS' });
  run('addPulled', { sourceId: camera, label: 'Camera', address: 'srt://10.1.2.3:9000' });
  expect(isSourceAllowed(state, 'encoder', encoder)).toBe(true);
  expect(isSourceAllowed(state, 'pulled', encoder)).toBe(false);
  expect(isSourceAllowed(state, 'pulled', camera)).toBe(false);
  expect(run('wantSource', { sourceId: camera, isWanted: true })).toEqual(['sourceWanted']);
  expect(run('wantSource', { sourceId: camera, isWanted: true })).toEqual([]);
  expect(isSourceAllowed(state, 'pulled', camera)).toBe(true);
  expect(run('wantSource', { sourceId: encoder, isWanted: false })).toBe('venue.sourceUnknown');
  expect(run('removeSource', { sourceId: encoder })).toEqual(['sourceRemoved']);
  expect(isSourceAllowed(state, 'encoder', encoder)).toBe(false);
  expect(run('removeSource', { sourceId: encoder })).toBe('venue.sourceUnknown');
  // Its last farewell comes late.
  expect(run('recordSource', { sourceId: encoder, status: 'idle', reason: null })).toEqual([]);
});

test('H4 what the media server shows is what is told, once', () => {
  const { state, run } = meeting();
  const [encoder, camera] = [uuidV7(), uuidV7()];
  run('addEncoder', { sourceId: encoder, label: 'OBS' });
  run('addPulled', { sourceId: camera, label: 'Camera', address: 'srt://10.1.2.3:9000' });
  run('wantSource', { sourceId: camera, isWanted: true });
  const look = (...there: readonly (readonly [string, boolean])[]): readonly string[] => {
    const seen = missedSources(state, new Map(there.map(([id, isSending]) => [id, { isSending }])));
    for (const fact of seen) run('recordSource', fact);
    return seen.map(({ sourceId, status }) => `${sourceId === encoder ? 'encoder' : 'camera'} ${status}`);
  };
  expect(look()).toEqual([]);
  expect(look([encoder, false])).toEqual(['encoder connecting']);
  expect(look([encoder, true], [camera, true])).toEqual(['encoder live', 'camera live']);
  expect(look([encoder, true], [camera, true])).toEqual([]);
  expect(look()).toEqual(['encoder idle', 'camera reconnecting']);
  expect(state.sources[camera]?.reason).toBe('processEnded');
  run('recordSource', { sourceId: camera, status: 'reconnecting', reason: 'unreachable' });
  expect(look()).toEqual([]);
  run('wantSource', { sourceId: camera, isWanted: false });
  expect(look()).toEqual(['camera idle']);
});

test('H7 a file that was played to its end is not played again by itself', () => {
  const { state, run } = meeting();
  const sourceId = uuidV7();
  run('addPulled', { sourceId, label: 'Film', address: 'film.mp4' });
  run('wantSource', { sourceId, isWanted: true });
  expect(run('recordSource', { sourceId, status: 'idle', reason: 'ended' })).toEqual(['sourceChanged', 'sourceWanted']);
  expect(state.sources[sourceId]?.isWanted).toBe(false);
});

test('H8 a meeting has eight sources at most', () => {
  const { run } = meeting();
  const [first = ''] = Array.from({ length: 8 }, (_, index) => {
    const sourceId = uuidV7();
    expect(run('addEncoder', { sourceId, label: `OBS ${index}` })).toEqual(['encoderAdded']);
    return sourceId;
  });
  expect(run('addEncoder', { sourceId: first, label: 'OBS' })).toBe('venue.sourceExists');
  expect(run('addEncoder', { sourceId: uuidV7(), label: 'OBS' })).toBe('venue.tooManySources');
});
