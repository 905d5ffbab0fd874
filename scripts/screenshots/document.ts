import { uuidV7 } from '#server/kernel/ids.ts';
import { pdfOf } from '#tests/support/pdf.ts';
import type { Company } from './company.ts';

const paper = pdfOf([
  { text: 'School places 2026 - 2028', colour: [0.06, 0.31, 0.36] },
  { text: 'Three districts, 1,240 places', colour: [0.16, 0.2, 0.24] },
  { text: 'What we ask for', colour: [0.52, 0.12, 0.14] },
]);

/** The office hands in a document, and its second page stands on everybody's stage. */
export async function showDocument({ url, scene: { meetingId }, contextOf, conduct }: Company): Promise<void> {
  const documentId = uuidV7();
  const query = new URLSearchParams({ title: '更新片区学位配套情况', visibility: 'public' });
  const { request } = await contextOf('office');
  const answer = await request.put(`${url}/api/live/${meetingId}/documents/${documentId}?${query}`, {
    data: paper,
    headers: { 'content-type': 'application/pdf' },
  });
  if (!answer.ok()) throw new Error(`the document was refused: ${await answer.text()}`);
  await conduct('rooms.switchStage', { layout: 'document', documentId, page: 2 });
}
