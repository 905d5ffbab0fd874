import type { SourceProtocol } from './contract.ts';

/** A pulled source's address, taken apart. Only `where` may be shown (H5). */
export interface PulledAddress {
  readonly protocol: Exclude<SourceProtocol, 'whip'>;
  readonly where: string;
}

const protocols: Readonly<Record<string, PulledAddress['protocol']>> = {
  'rtsp:': 'rtsp',
  'rtsps:': 'rtsp',
  'rtmp:': 'rtmp',
  'rtmps:': 'rtmp',
  'srt:': 'srt',
};
/** Whatever else SRT takes could make us the side that listens. */
const srtSettings: ReadonlySet<string> = new Set(['streamid', 'passphrase', 'pbkeylen', 'latency', 'mode']);
/** A plain name, without a folder, of a kind of file that holds picture and sound itself and names no other. */
const fileForm = /^[\p{L}\p{N}][\p{L}\p{N} ._()-]{0,120}\.(?:mp4|m4v|mov|mkv|webm|ts|flv)$/iu;
const hasControls = /[\p{Cc}\p{Zl}\p{Zp}]/u;

/** What an address names; null when it is none of a known kind. */
export function parseAddress(text: string): PulledAddress | null {
  if (hasControls.test(text)) return null;
  if (!text.includes('://')) return fileForm.test(text) ? { protocol: 'file', where: text } : null;
  if (/\s/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  const protocol = protocols[url.protocol];
  if (!protocol || url.hostname === '' || url.hash !== '') return null;
  if (protocol === 'srt') {
    if (url.port === '') return null;
    for (const [name, value] of url.searchParams)
      if (!srtSettings.has(name) || (name === 'mode' && value !== 'caller')) return null;
  }
  return { protocol, where: `${url.protocol}//${url.host}` };
}
