import { recordingRows } from '#server/modules/recordings/index.ts';
import { closeDatabase } from '#server/platform/db.ts';
import { env } from '#server/platform/env.ts';
import { logger } from '#server/platform/logger.ts';
import { storageOf } from '#server/platform/storage.ts';
import { prepareFonts } from './drawing.ts';
import type { FromRecorder, ToRecorder } from './messages.ts';
import { Recorder } from './recorder.ts';

// The recorder of one meeting, a process of its own: what it costs and what may go wrong stays away from the server.

/** The node may be gone by now; what was recorded is stored all the same. */
const tell = (message: FromRecorder): void => {
  if (process.connected) process.send?.(message);
};

function die(error: unknown): never {
  logger.error({ err: error }, 'recorder');
  process.exit(1);
}

let recorder: Recorder | null = null;
async function begin({ meetingId, programmeId, scene }: Extract<ToRecorder, { kind: 'begin' }>): Promise<void> {
  recorder = new Recorder(
    { meetingId, programmeId, storage: storageOf(env), rows: recordingRows, tell, onFatal: die },
    scene,
  );
  await recorder.record();
  tell({ kind: 'finished' });
  await closeDatabase();
  process.exit(0);
}

prepareFonts();
process.on('message', (message: ToRecorder) => {
  switch (message.kind) {
    case 'begin':
      begin(message).catch(die);
      return;
    case 'scene':
      recorder?.show(message.scene);
      return;
    case 'ticket':
      void recorder?.enter(message.url, message.token);
      return;
    case 'finish':
      recorder?.finish();
  }
});
// Whoever runs it is gone or wants it gone: what was recorded is stored first.
for (const reason of ['disconnect', 'SIGTERM', 'SIGINT'] as const)
  process.once(reason, () => (recorder ? recorder.finish() : process.exit(0)));
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
tell({ kind: 'ready' });
