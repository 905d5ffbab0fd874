import type { LiveService } from './live-service.ts';
import { Recorders } from './media/programme/supervisor.ts';
import type { Watch } from './media/programme/watched.ts';
import { hasWithdrawn } from './modules/consents/index.ts';
import { sign, unsign } from './modules/identity/index.ts';
import { recordingRows } from './modules/recordings/index.ts';
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

/** What records, as EGRESS says; null where nothing does. */
async function watchOf(env: Env, service: LiveService): Promise<Watch | null> {
  const { SERVICES, EGRESS, LIVEKIT_URL: url, LIVEKIT_API_KEY: apiKey, LIVEKIT_API_SECRET: apiSecret } = env;
  const { livekit, storage } = service;
  if (!SERVICES.includes('media') || !livekit || !url || !apiKey || !apiSecret) return null;
  switch (EGRESS) {
    case 'none':
      return null;
    case 'recorder': {
      const { RecorderProcess } = await import('./media/programme/recorder-process.ts');
      const own = { livekit, livekitUrl: url.replace(/^http/, 'ws'), log: (line: string) => logger.warn(line) };
      return (options) => new RecorderProcess(own, options);
    }
    case 'livekit': {
      const { LivekitEgress } = await import('./platform/livekit-egress.ts');
      const { EgressRecorder } = await import('./media/egress/egress-recorder.ts');
      const { programmePage } = await import('./media/egress/page-key.ts');
      const theirs = {
        egress: new LivekitEgress({ ...env, url, apiKey, apiSecret }),
        storage,
        rows: recordingRows,
        pageOf: programmePage({ sign, unsign }, env.APP_URL),
      };
      return (options) => new EgressRecorder(theirs, options);
    }
  }
}

/** Where a node runs the service `media`, it sees to it that meetings are recorded; null on other nodes. */
export async function startRecorders(env: Env, service: LiveService): Promise<RecorderService | null> {
  const watch = await watchOf(env, service);
  if (!watch) return null;
  const onError = (error: unknown): void => logger.warn({ err: error }, 'recorder');
  const recorders = new Recorders({
    nodeId: service.nodeId,
    watch,
    stateOf: (meetingId) => service.stateOf(meetingId),
    submit: (...command) => service.hub.submit(...command),
    isRecordable: (state, userId) => !hasWithdrawn(state, userId),
    onFigures: metrics.recorders,
    onError,
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
