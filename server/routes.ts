import { type AdminEnvironment, adminRoutes } from './admin-routes.ts';
import { hallRoutes } from './hall-routes.ts';
import type { CommandAck } from './kernel/protocol.ts';
import { attendanceRoutes } from './modules/attendance/index.ts';
import { chatRoutes } from './modules/chat/index.ts';
import { consentRoutes } from './modules/consents/index.ts';
import { accountRoutes, identityRoutes, senderOf } from './modules/identity/index.ts';
import { meetingRoutes } from './modules/meetings/index.ts';
import { memberRoutes } from './modules/members/index.ts';
import { pollRoutes } from './modules/polls/index.ts';
import { recordingRoutes } from './modules/recordings/index.ts';
import { replayRoutes } from './modules/replays/index.ts';
import { noteConsentPublished, noteSeen, retentionRoutes } from './modules/retention/index.ts';
import { roomRoutes } from './modules/rooms/index.ts';
import { venueRoutes } from './modules/venue/index.ts';
import { pool } from './platform/db.ts';
import type { Route } from './platform/http.ts';
import { programmeRoutes } from './programme-routes.ts';
import type { EventStreams } from './realtime/event-streams.ts';
import type { PageFollowers } from './realtime/page-followers.ts';
import { liveRoutes } from './realtime/routes.ts';

export interface RoutesEnvironment extends AdminEnvironment {
  readonly streams: EventStreams;
  readonly pageFollowers: PageFollowers;
  readonly take: (key: string) => boolean;
  readonly onCommand: (type: string, ack: CommandAck, ms: number) => void;
}

/** Every route that this server answers itself; the rest is the pages'. The policy matrix asks each of them. */
export function allRoutes(environment: RoutesEnvironment): readonly Route[] {
  const { service, streams, pageFollowers, take, onCommand } = environment;
  return [
    ...adminRoutes(environment),
    ...identityRoutes({ sender: senderOf(environment.env), take }),
    ...accountRoutes,
    ...memberRoutes,
    ...meetingRoutes(service.meetingEnvironment()),
    ...consentRoutes(noteConsentPublished),
    ...roomRoutes(service.media, take),
    ...hallRoutes(service),
    ...programmeRoutes(service),
    ...venueRoutes({ ...service.meetingEnvironment(), livekit: service.livekit }),
    ...attendanceRoutes({ ...service.meetingEnvironment(), stateOf: (id) => service.currentStateOf(id) }),
    ...chatRoutes,
    ...pollRoutes({ ...service.meetingEnvironment(), stateOf: (id) => service.currentStateOf(id), take }),
    ...recordingRoutes({
      storage: service.storage,
      factsOf: (meetingId, actor) => service.factsOf(meetingId, actor),
      withheld: (meetingId) => service.withheld(meetingId),
      replayAccess: (meetingId, actor) => service.replayAccess(meetingId, actor),
    }),
    ...replayRoutes({
      storage: service.storage,
      stateOf: (meetingId) => service.currentStateOf(meetingId),
      factsOf: (meetingId, actor) => service.factsOf(meetingId, actor),
      readLog: (...asked) => service.readLog(...asked),
      take,
      onSeen: noteSeen,
    }),
    ...retentionRoutes,
    ...liveRoutes({ db: pool, hub: service.hub, streams, pageFollowers, take, onCommand }),
  ];
}
