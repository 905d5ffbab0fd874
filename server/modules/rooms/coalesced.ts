/**
 * Runs a task per key, never two at once. Callers that come while it runs share one further run, which starts after they
 * asked and so sees what they saw.
 */
export function coalesced<K>(task: (key: K) => Promise<void>): (key: K) => Promise<void> {
  const running = new Map<K, Promise<void>>();
  const waiting = new Map<K, Promise<void>>();
  const run = (key: K): Promise<void> => {
    const current = task(key).finally(() => {
      if (running.get(key) === current) running.delete(key);
    });
    running.set(key, current);
    return current;
  };
  return (key) => {
    const next = waiting.get(key);
    if (next) return next;
    const current = running.get(key);
    if (!current) return run(key);
    const following = current
      .catch(() => undefined)
      .then(() => {
        waiting.delete(key);
        return run(key);
      });
    waiting.set(key, following);
    return following;
  };
}
