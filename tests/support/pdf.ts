/** One page: a colour all over it and a line of text. */
export interface PdfPage {
  readonly text: string;
  /** Red, green and blue, 0–1. */
  readonly colour: readonly [number, number, number];
  /** Points; 16:9 slides unless said. */
  readonly size?: readonly [width: number, height: number];
}

/** Pages that are told apart by their colour, also in a picture of the page. */
export const slides: readonly PdfPage[] = [
  { text: 'Page one', colour: [0.8, 0.1, 0.1] },
  { text: 'Page two', colour: [0.1, 0.6, 0.2] },
  { text: 'Page three', colour: [0.1, 0.2, 0.8] },
];

/** A PDF of these pages, complete but for the table at its end, which readers make anew. */
export function pdfOf(pages: readonly PdfPage[]): Buffer {
  const first = 4;
  const kids = pages.map((_, index) => `${first + index * 2} 0 R`).join(' ');
  const objects = [
    '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
    `2 0 obj<</Type/Pages/Kids[${kids}]/Count ${pages.length}>>endobj`,
    '3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>endobj',
    ...pages.flatMap(({ text, colour, size = [960, 540] }, index) => {
      const id = first + index * 2;
      const [width, height] = size;
      const content =
        `${colour.join(' ')} rg 0 0 ${width} ${height} re f 1 1 1 rg ` +
        `BT /F1 64 Tf ${width / 12} ${height / 3} Td (${text.replace(/[()\\]/g, '')}) Tj ET`;
      return [
        `${id} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${width} ${height}]/Resources<</Font<</F1 3 0 R>>>>/Contents ${id + 1} 0 R>>endobj`,
        `${id + 1} 0 obj<</Length ${content.length}>>stream\n${content}\nendstream endobj`,
      ];
    }),
  ];
  return Buffer.from(`%PDF-1.4\n${objects.join('\n')}\ntrailer<</Root 1 0 R>>\n%%EOF\n`, 'latin1');
}
