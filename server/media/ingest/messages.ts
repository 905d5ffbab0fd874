import type { SourceReason } from '#server/modules/venue/contract.ts';

/** What the process that pulls one source is told once, over its own channel: secrets stand in no argument list. */
export interface PullTask {
  readonly address: string;
  /** Folder for sources that are files. */
  readonly filesDir: string;
  readonly hosts: readonly string[];
  readonly media: { readonly url: string; readonly token: string };
}

/** What it tells: that it sends, and in the end why it does not any more. */
export type PullNews = { readonly kind: 'sending' } | { readonly kind: 'over'; readonly reason: SourceReason };
