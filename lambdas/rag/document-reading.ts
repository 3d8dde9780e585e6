import { chunkDocument } from './domain/chunking/chunk-document';
import type { ExtractedDocument } from './domain/text/block';
import { extract } from './extract/extract';
import { scannedDocument } from './extract/scanned';
import { loadTokenCounter } from './extract/tokens';
import type { DocumentReading, ReadText } from './ingest-ports';

/** From an original's bytes to its chunks. */
export const documentReading: DocumentReading = {
  async read(bytes, contentType, signal) {
    const document = await extract(bytes, contentType, { signal });
    if (document.scanned) return { kind: 'scanned', pages: document.pages ?? 0 };
    return { kind: 'text', ...(await inChunks(document)) };
  },
  readScan: async ({ blocks, pages }) => inChunks(scannedDocument(blocks, pages)),
};

async function inChunks(document: ExtractedDocument): Promise<ReadText> {
  const chunks = chunkDocument(document, await loadTokenCounter());
  const { pages, language, title } = document;
  return { chunks, pages, language, title };
}
