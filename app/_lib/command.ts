import type { CommandAck } from '#server/kernel/protocol.ts';
import { uuidV7 } from '#server/kernel/uuid.ts';

const tries = 4;
const pauseMs = 400;

/** The refusal that stands for "no answer at all". */
const unreachable: CommandAck = { ok: false, error: { kind: 'unavailable', code: 'unavailable' } };

/** Sends one command from a page without a live connection; the same id is repeated until it is answered. */
export async function sendCommand(meetingId: string, type: string, input: unknown): Promise<CommandAck> {
  const commandId = uuidV7();
  for (let attempt = 1; attempt <= tries; attempt++) {
    const answer = await post<CommandAck>(`/api/live/${meetingId}/commands`, { commandId, type, input });
    if (answer) return answer;
    await new Promise((resume) => setTimeout(resume, pauseMs * attempt));
  }
  return unreachable;
}

/** Posts JSON; null when there was no answer or the server is away. Refusals come back as they are. */
export async function post<T>(path: string, body: unknown, method: 'POST' | 'DELETE' = 'POST'): Promise<T | null> {
  try {
    const response = await fetch(path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(method === 'POST' && { body: JSON.stringify(body) }),
    });
    if (response.status === 503 || response.status === 502) return null;
    return (await response.json()) as T;
  } catch {
    return null;
  }
}
