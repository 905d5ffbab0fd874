import type { LiveModule } from '#server/kernel/live.ts';
import type { ServerModule } from '#server/kernel/server-module.ts';
import { replaysLive } from './domain.ts';

export const replaysServer: ServerModule = { live: replaysLive as LiveModule };
