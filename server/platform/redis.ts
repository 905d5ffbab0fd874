import { createClient } from 'redis';

export interface RedisListener {
  readonly onState: (isUp: boolean) => void;
  readonly onError: (error: unknown) => void;
}

/** A connection that comes back by itself; while it is away commands are refused at once instead of piling up. */
export function connectRedis(url: string, listener: RedisListener) {
  const redis = createClient({
    url,
    disableOfflineQueue: true,
    socket: { connectTimeout: 2_000, reconnectStrategy: (retries) => Math.min(2_000, 100 * 2 ** Math.min(retries, 5)) },
  });
  redis.on('ready', () => listener.onState(true));
  redis.on('error', (error) => {
    listener.onState(false);
    listener.onError(error);
  });
  redis.connect().catch(() => undefined);
  return redis;
}

export type Redis = ReturnType<typeof connectRedis>;
