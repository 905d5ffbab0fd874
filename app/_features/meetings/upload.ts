import { type Violation, violation } from '#server/kernel/errors.ts';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { MeetingDocument } from '#server/modules/meetings/contract.ts';

export const largestDocumentBytes = 50 * 1024 * 1024;

export interface DocumentToSend {
  readonly file: File;
  readonly title: string;
  readonly itemId: string | null;
  readonly visibility: MeetingDocument['visibility'];
}

/** What can be said of a file before it is sent. */
export function refusalOf(file: File): Violation | null {
  if (file.size > largestDocumentBytes)
    return violation('invalid_input', 'meetings.documentTooLarge', { limitMb: largestDocumentBytes / 1024 / 1024 });
  return file.type === 'application/pdf' || file.name.toLowerCase().endsWith('.pdf')
    ? null
    : violation('invalid_input', 'meetings.notPdf');
}

/** Sends a document and tells how much of it is on its way, 0–1; resolves with the refusal, or null when it is in. */
export function sendDocument(
  meetingId: string,
  { file, title, itemId, visibility }: DocumentToSend,
  onProgress: (part: number) => void,
): Promise<Violation | null> {
  const query = new URLSearchParams({ title, visibility, ...(itemId !== null && { itemId }) });
  return new Promise((resolve) => {
    // fetch tells nothing of what has been sent.
    const request = new XMLHttpRequest();
    request.open('PUT', `/api/live/${meetingId}/documents/${uuidV7()}?${query}`);
    request.setRequestHeader('content-type', 'application/pdf');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('error', () => resolve(violation('unavailable', 'unavailable')));
    request.addEventListener('load', () => {
      const answer = request.response as { error?: Violation } | null;
      const isTaken = request.status >= 200 && request.status < 300;
      resolve(isTaken ? null : (answer?.error ?? violation('unavailable', 'unavailable')));
    });
    request.send(file);
  });
}
