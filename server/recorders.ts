import type { LiveService } from './live-service.ts';
import { Recorders } from './media/programme/supervisor.ts';
import { hasWithdrawn } from './modules/consents/index.ts';
import type { Env } from './platform/env.ts';
import { logger } from './platform/logger.ts';
import * as metrics from './platform/metrics.ts';

const reconcileMs = 1_000;

/** The recorders of a node, from its start to its end. */
export interface RecorderService {
  /** A meeting's log has grown. */
  readonly changed: Recorders['changed'];
  readonly close: () => Promise<void>;
}

/** Where a node runs the service `media`, it records meetings in processes of their own; null on other nodes. */
export function startRecorders(env: Env, service: LiveService): RecorderService | null {
  const { SERVICES, EGRESS, LIVEKIT_URL } = env;
  const { livekit, nodeId } = service;
  if (!SERVICES.includes('media') || EGRESS !== 'recorder' || !livekit || !LIVEKIT_URL) return null;
  const onError = (error: unknown): void => logger.warn({ err: error }, 'recorder');
  const recorders = new Recorders({
    nodeId,
    livekit,
    livekitUrl: LIVEKIT_URL.replace(/^http/, 'ws'),
    stateOf: (meetingId) => service.stateOf(meetingId),
    submit: (...command) => service.hub.submit(...command),
    isRecordable: (state, userId) => !hasWithdrawn(state, userId),
    onFigures: metrics.recorders,
    onError,
    log: (line) => logger.warn(line),
  });
  let running: Promise<void> | null = null;
  const timer = setInterval(() => {
    running ??= recorders
      .reconcile()
      .catch(onError)
      .finally(() => {
        running = null;
      });
  }, reconcileMs);
  return {
    changed: (meetingId) => recorders.changed(meetingId),
    async close() {
      clearInterval(timer);
      await running;
      await recorders.close();
    },
  };
}
