import { prisma } from '#server/platform/db.ts';

const shown = {
  version: true,
  zhLine: true,
  zhText: true,
  enLine: true,
  enText: true,
  publishedAt: true,
  publishedById: true,
} as const;

export const newestText = () => prisma.consentText.findFirstOrThrow({ select: shown, orderBy: { version: 'desc' } });

export const listTexts = () => prisma.consentText.findMany({ select: shown, orderBy: { version: 'desc' } });

/** The next version; the database refuses a number that is taken, so of two at once one is told so. */
export async function insertText(
  after: number,
  wording: { zhLine: string; zhText: string; enLine: string; enText: string },
  publishedById: string,
): Promise<boolean> {
  const data = { version: after + 1, ...wording, publishedById };
  return (await prisma.consentText.createMany({ data, skipDuplicates: true })).count === 1;
}
