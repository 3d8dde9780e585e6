import { DocumentFault } from '../domain/document';
import type { ExtractedDocument } from '../domain/text/block';

export interface ExtractOptions {
  /** Stops between pages. */
  readonly signal?: AbortSignal | undefined;
}

/** Reads one format. */
export type Reader = (bytes: Uint8Array, options: ExtractOptions) => Promise<ExtractedDocument>;

/** Calls a library with a document that may be broken in any way: what it throws is the document's fault. */
export async function whole<T>(what: string, parse: () => T | Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    throw new DocumentFault('malformed', `It is damaged, or no proper ${what}: it cannot be read.`);
  }
}
