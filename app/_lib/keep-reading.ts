/**
 * Reads JSON from a path, again and again. `take` gets each answer, which it has to know the shape of, or null and the status (null: nobody answered), and says
 * after how many milliseconds to read again; null is the end. Returns what ends it before that: nothing is taken afterwards.
 */
export function keepReading(path: string, take: (answer: unknown, status: number | null) => number | null): () => void {
  const abort = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  const read = async (): Promise<void> => {
    let answer: unknown = null;
    let status: number | null = null;
    try {
      const response = await fetch(path, { signal: abort.signal });
      status = response.status;
      if (response.ok) answer = await response.json();
    } catch {
      // Nobody answered, or the answer broke off on its way.
    }
    if (abort.signal.aborted) return;
    const waitMs = take(answer, status);
    if (waitMs !== null) timer = setTimeout(() => void read(), waitMs);
  };
  void read();
  return () => {
    abort.abort();
    clearTimeout(timer);
  };
}
