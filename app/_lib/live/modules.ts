import type { Foldable } from '#server/kernel/fold.ts';
import { type ChatState, chatFold } from '#server/modules/chat/fold.ts';
import { type MeetingsState, meetingsFold } from '#server/modules/meetings/fold.ts';
import { type RoomsState, roomsFold } from '#server/modules/rooms/fold.ts';

/** The slices a page can read. */
export interface Slices {
  readonly meetings: MeetingsState;
  readonly rooms: RoomsState;
  readonly chat: ChatState;
}

const all: readonly Foldable[] = [meetingsFold as Foldable, roomsFold as Foldable, chatFold as Foldable];
export const modules: ReadonlyMap<string, Foldable> = new Map(all.map((module) => [module.context, module]));
