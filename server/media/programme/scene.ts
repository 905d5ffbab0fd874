import type { LiveState } from '#server/kernel/live.ts';
import type { MeetingsState } from '#server/modules/meetings/state.ts';
import type { SegmentAudience } from '#server/modules/recordings/contract.ts';
import type { OnlineFloor } from '#server/modules/rooms/composition.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import type { RoomsState } from '#server/modules/rooms/evolve.ts';
import { floorOf } from '#server/modules/speaking/figures.ts';
import type { SpeakingState } from '#server/modules/speaking/state.ts';

/** A turn on the floor, as far as picture and sound need it. */
export interface SceneTurn {
  readonly turnId: string;
  readonly userId: string | null;
  readonly source: 'online' | 'venue';
  /** Its clock runs: what is heard now is said in it. */
  readonly isRunning: boolean;
}

export interface SceneName {
  readonly name: string;
  /** Sector, or post of a guest. */
  readonly from: string;
}

/** What the log says that the programme shows at this moment. */
export interface Scene {
  /** Who may play what is composed now; null while nothing may be recorded at all (G1–G3). */
  readonly audience: SegmentAudience | null;
  readonly pause: 'suspended' | 'closed' | 'ended' | null;
  /** Instant on the log's clock from which `audience` holds; 0 when it is not known and does not matter. */
  readonly since: number;
  readonly meetingTitle: string;
  readonly itemTitle: string;
  readonly layout: StageLayout;
  readonly documentId: string | null;
  readonly page: number | null;
  /** Whoever may play what is composed now may also read the document; otherwise its page is not drawn (G3). */
  readonly isPageShown: boolean;
  readonly floor: OnlineFloor | null;
  readonly turns: readonly SceneTurn[];
  readonly names: Readonly<Record<string, SceneName>>;
  /** People whose picture and sound are not recorded. */
  readonly withheld: readonly string[];
}

/** Whom the consent rules let be recorded; everybody while nothing says otherwise (G10). */
export type IsRecordable = (state: LiveState, userId: string) => boolean;

type Permitted = Pick<Scene, 'audience' | 'pause' | 'since'>;

function permitted(meetings: MeetingsState): Permitted {
  const { phase, details, agenda, currentItemId, currentVisibility } = meetings;
  if (phase === 'suspended') return { audience: null, pause: 'suspended', since: meetings.suspendedAt ?? 0 };
  if (phase !== 'live') return { audience: null, pause: 'ended', since: meetings.endedAt ?? 0 };
  const since = agenda.find(({ itemId }) => itemId === currentItemId)?.startedAt ?? 0;
  if (currentItemId === null) return { audience: details?.access === 'public' ? 'public' : 'room', pause: null, since };
  if (currentVisibility === 'closed') return { audience: null, pause: 'closed', since };
  const isPublic = currentVisibility === 'public' && details?.access === 'public';
  return { audience: isPublic ? 'public' : 'room', pause: null, since };
}

/**
 * Up to which instant a run for an audience lasts that the scene ends. From public to the room, or to nobody, what came
 * since the log says so must not stay; the other way it may (G2, G3).
 */
export function runEnd(audience: SegmentAudience, scene: Permitted, now: number): number {
  const isNarrower = scene.audience === null || (audience === 'public' && scene.audience === 'room');
  return isNarrower && scene.since > 0 ? scene.since : now;
}

/** A paper is drawn for those who may read it; one of closed items is not recorded at all. */
function isPageShown({ documents }: MeetingsState, documentId: string | null, { audience }: Permitted): boolean {
  const visibility = documents.find((one) => one.documentId === documentId)?.visibility;
  return visibility === 'public' || (visibility === 'members' && audience === 'room');
}

/** Reads the scene off a meeting's whole state. */
export function sceneOf(state: LiveState, isRecordable: IsRecordable): Scene {
  const meetings = state['meetings'] as MeetingsState;
  const { stage } = state['rooms'] as RoomsState;
  const turns = floorOf(state['speaking'] as SpeakingState);
  const people = Object.values(meetings.participants);
  const [main, inner] = turns;
  const online = (turn: typeof main): string | null =>
    turn?.source === 'online' ? (turn.speaker?.userId ?? null) : null;
  const permission = permitted(meetings);
  return {
    ...permission,
    meetingTitle: meetings.details?.title ?? '',
    itemTitle: meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? '',
    layout: stage.layout,
    documentId: stage.documentId,
    page: stage.page,
    isPageShown: isPageShown(meetings, stage.documentId, permission),
    floor: main ? { main: online(main), inner: online(inner) } : null,
    turns: turns.map(({ turnId, speaker, source, stoppedSince }) => ({
      turnId,
      userId: speaker?.userId ?? null,
      source,
      isRunning: stoppedSince === null,
    })),
    names: Object.fromEntries(
      people.map(({ userId, name, sectorName, post }) => [userId, { name, from: sectorName ?? post ?? '' }]),
    ),
    withheld: people.filter(({ userId }) => !isRecordable(state, userId)).map(({ userId }) => userId),
  };
}
