import type { Page } from '@playwright/test';
import type { Company } from './company.ts';

export type Size = 'phone' | 'laptop' | 'low' | 'wide';
export const sizes: Readonly<Record<Size, { readonly width: number; readonly height: number }>> = {
  phone: { width: 390, height: 844 },
  laptop: { width: 1366, height: 768 },
  /** The chair's page folds under 740 pixels of height. */
  low: { width: 1366, height: 650 },
  wide: { width: 1920, height: 1080 },
};

/** One page in one state, as one person sees it. */
export interface Subject {
  readonly name: string;
  /** A demo account; null is the public. */
  readonly who: string | null;
  readonly path: string;
  readonly sizes?: readonly Size[];
  /** Brings the page into the state after loading, in whatever language it is. */
  readonly prepare?: (page: Page, company: Company) => Promise<void>;
  /** Puts right what the preparation upset. */
  readonly after?: (company: Company) => Promise<void>;
  /** The page that sends the hall's picture; a second one of the same person would take its place. */
  readonly isHall?: boolean;
  /** The page is left open after its pictures. */
  readonly isKept?: boolean;
  /** It shows whoever speaks, with the clock running. */
  readonly hasFloor?: boolean;
  /** Whether a phone's picture shows the whole length of the page. */
  readonly isLong?: boolean;
  /** Looks the same whatever theme and text size were chosen. */
  readonly isOneLook?: boolean;
}

/** What an afternoon of pictures goes through, in this order (turns.ts). */
export type Moment =
  | 'before'
  | 'meeting'
  | 'speaker'
  | 'document'
  | 'venue'
  | 'voting'
  | 'result'
  | 'opinions'
  | 'suspended'
  | 'closed'
  | 'ended';

/** What of one part of the product is to be seen at which moment. */
export type Part = Readonly<Partial<Record<Moment, readonly Subject[]>>>;

/** Where the pages are, and who opens them. */
export interface Places {
  readonly meetingId: string;
  readonly soonId: string;
  readonly pastId: string;
  /** The live meeting's pages for those who take part, and for the public. */
  readonly room: string;
  readonly watch: string;
  readonly members: readonly string[];
  /** Whoever came first. */
  readonly member: string;
}
