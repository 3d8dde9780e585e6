import type { Block } from '@aws-sdk/client-textract';
import { DocumentFault } from '../domain/document';
import type { ExtractedDocument } from '../domain/text/block';
import { composeDocument } from '../domain/text/compose-document';
import { blocksOfPages } from '../domain/text/pages';
import { type Line, measuredSizes, type Page } from '../domain/text/print';

/** What is used of Textract's blocks; a line's place and height are shares of its page. */
export type RecognisedBlock = Pick<Block, 'BlockType' | 'Text' | 'Page' | 'Geometry' | 'Confidence'>;

/** Lines below this confidence, in percent, are specks and stamps more often than text. */
const MIN_CONFIDENCE = 40;

/**
 * What Textract (`GetDocumentTextDetection`) recognised on the pages of a scanned document.
 *
 * @param blocks of all of its results, in order
 * @param pages as `DocumentMetadata.Pages` says
 * @throws DocumentFault `no_text`
 */
export function scannedDocument(blocks: readonly RecognisedBlock[], pages: number): ExtractedDocument {
  const byPage = new Map<number, Line[]>();
  for (const block of blocks) {
    const line = lineOf(block);
    const number = block.Page ?? 1;
    if (line) byPage.set(number, [...(byPage.get(number) ?? []), line]);
  }
  const found: Page[] = [...byPage].sort(([a], [b]) => a - b).map(([number, lines]) => ({ number, lines }));
  const document = composeDocument({ blocks: blocksOfPages(found, measuredSizes), pages });
  if (document.text === '') throw new DocumentFault('no_text', 'No text was recognised on its pages.');
  const without = Array.from({ length: pages }, (_, at) => at + 1).filter((number) => !byPage.has(number));
  return { ...document, ...(without.length > 0 && { pagesWithoutText: without }) };
}

function lineOf({ BlockType, Text, Geometry, Confidence = 100 }: RecognisedBlock): Line | undefined {
  if (BlockType !== 'LINE' || !Text || Confidence < MIN_CONFIDENCE) return undefined;
  const { Height = 0.01, Left = 0, Top = 0 } = Geometry?.BoundingBox ?? {};
  return { text: Text, size: Height, left: Left, top: Top };
}
