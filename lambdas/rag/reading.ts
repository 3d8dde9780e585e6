import { chunkDocument } from './domain/chunking/chunk-document';
import type { ExtractedDocument } from './domain/text/block';
import type { DocumentReading, ReadText } from './ingest-ports';

/** Extraction and chunking, each loaded with the first document that needs it. */
export const documentReading = (): DocumentReading => ({
  async read(bytes, contentType, signal) {
    const { extract } = await import('./extract/extract');
    const document = await extract(bytes, contentType, { signal });
    if (document.scanned) return { kind: 'scanned', pages: document.pages ?? 0 };
    return { kind: 'text', ...(await textOf(document)) };
  },
  async readScan({ blocks, pages }) {
    const { scannedDocument } = await import('./extract/scanned');
    return textOf(scannedDocument(blocks, pages));
  },
});

async function textOf(document: ExtractedDocument): Promise<ReadText> {
  const { loadTokenCounter } = await import('./extract/tokens');
  const { pages, language, title } = document;
  return { chunks: chunkDocument(document, await loadTokenCounter()), pages, language, title };
}
