/** Something that a page under measurement saw, on the clock that all processes of a machine share. */
export interface Mark {
  readonly what:
    | 'allowed'
    | 'sent'
    | 'announced'
    | 'subscribed'
    | 'sound'
    | 'picture'
    | 'unpublished'
    | 'gone'
    | 'refused';
  /** Whose media it is about. */
  readonly identity: string;
  /** Which listener saw it; empty for a speaker's own. */
  readonly listener: string;
  readonly at: number;
  readonly detail?: string;
}

const marks: Mark[] = [];
const now = (): number => performance.timeOrigin + performance.now();

export function mark(what: Mark['what'], identity: string, listener = '', detail?: string): void {
  marks.push({ what, identity, listener, at: now(), ...(detail !== undefined && { detail }) });
}

Object.assign(globalThis, { takeMarks: () => marks.splice(0) });
