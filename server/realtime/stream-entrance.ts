import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { meetingIdOf } from '#server/platform/http.ts';
import type { EntranceOptions, FirstRequest } from './entrance.ts';
import type { EventStreams } from './event-streams.ts';
import type { Hub } from './hub.ts';
import { publicReading, sinceOf, streamPath } from './routes.ts';

export interface StreamEntranceEnvironment {
  readonly hub: Hub;
  readonly streams: EventStreams;
  readonly take: (key: string) => Promise<boolean> | boolean;
  readonly addressOf: (request: { readonly headers: IncomingHttpHeaders; readonly socket: Socket }) => string;
  readonly onOpened?: (ms: number) => void;
  readonly onError?: (error: unknown) => void;
}

const target = new RegExp(`^${streamPath.replace(':meetingId', '([0-9a-f-]{36})')}(?:\\?|$)`);

/**
 * Streams of the public, answered at the entrance as the route of the same path answers them. What the route would refuse
 * is left to it.
 */
export function streamEntrance(env: StreamEntranceEnvironment): Pick<EntranceOptions, 'concerns' | 'takeOver'> {
  const open = async (request: FirstRequest, socket: Socket): Promise<boolean> => {
    const startedAt = performance.now();
    const found = await publicReading(env.hub, meetingIdOf({ meetingId: target.exec(request.target)?.[1] ?? '' }));
    const address = env.addressOf({ headers: request.headers, socket });
    if (!found || !(await env.take(`stream:${address}`))) return false;
    const query = new URL(request.target, 'http://internal').searchParams;
    await env.streams.open(found.meeting, sinceOf(request.headers['last-event-id'], query), socket);
    env.onOpened?.(performance.now() - startedAt);
    return true;
  };
  return {
    concerns: (request) => request.method === 'GET' && target.test(request.target),
    async takeOver(request, socket) {
      try {
        return await open(request, socket);
      } catch (error) {
        env.onError?.(error);
        return false;
      }
    },
  };
}
