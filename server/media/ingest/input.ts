import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { Demuxer } from 'node-av/api';
import type { SourceReason } from '#server/modules/venue/contract.ts';
import { checkHost } from './hosts.ts';
import type { PullTask } from './messages.ts';

/** Why a source cannot be had. */
export class PullFault extends Error {
  readonly reason: SourceReason;
  constructor(reason: SourceReason) {
    super(reason);
    this.reason = reason;
  }
}

const patienceMicroseconds = '6000000';
/** Nothing but the transport of the kind that was named, however the answer of the other side would like to go on. */
const optionsOf: Readonly<Record<string, Record<string, string>>> = {
  'rtsp:': { rtsp_transport: 'tcp', timeout: patienceMicroseconds, protocol_whitelist: 'rtsp,rtp,tcp' },
  'rtsps:': { rtsp_transport: 'tcp', timeout: patienceMicroseconds, protocol_whitelist: 'rtsps,rtsp,rtp,tls,tcp' },
  'rtmp:': { rw_timeout: patienceMicroseconds, protocol_whitelist: 'rtmp,tcp' },
  'rtmps:': { rw_timeout: patienceMicroseconds, protocol_whitelist: 'rtmps,tls,tcp' },
  'srt:': { protocol_whitelist: 'srt,udp' },
};
const fileOptions = {
  protocol_whitelist: 'file',
  format_whitelist: 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,flv',
};

/** A file of the folder, whatever links stand in it. */
async function fileOf(name: string, folder: string): Promise<string> {
  const [file, root] = await Promise.all([realpath(path.join(folder, path.basename(name))), realpath(folder)]).catch(
    () => [],
  );
  if (!file || !root) throw new PullFault('notFound');
  if (path.dirname(file) !== root) throw new PullFault('notAllowed');
  return file;
}

function reasonOf(error: unknown): SourceReason {
  const text = error instanceof Error ? error.message : String(error);
  if (/not found|no such file|404/i.test(text)) return 'notFound';
  if (/invalid (?:data|argument)|not implemented|unsupported/i.test(text)) return 'unreadable';
  return /401|403|unauthorized|forbidden|permission/i.test(text) ? 'refused' : 'unreachable';
}

/** Connects to a source, or throws PullFault. */
export async function openInput({ address, filesDir, hosts }: PullTask): Promise<{ input: Demuxer; isFile: boolean }> {
  const isFile = !address.includes('://');
  const url = isFile ? null : new URL(address);
  if (url) {
    const verdict = await checkHost(url.hostname, hosts);
    if (verdict !== 'allowed') throw new PullFault(verdict);
  }
  const target = url ? address : await fileOf(address, filesDir);
  const options = url ? (optionsOf[url.protocol] ?? {}) : fileOptions;
  try {
    return { input: await Demuxer.open(target, { options: options as Record<string, string> }), isFile };
  } catch (error) {
    throw new PullFault(reasonOf(error));
  }
}
