/** Where in a document a piece of its text stands, so that a citation can point at it. */
export interface Place {
  /** From 1; absent where the format has no pages. */
  readonly page?: number | undefined;
  /** Headings above it, outermost first. */
  readonly section: readonly string[];
  /** Characters from the start of the document's extracted text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What a document says in one place: the unit that is indexed, found, ranked and cited. */
export interface Chunk extends Place {
  /** From 0, in the document's order. */
  readonly ordinal: number;
  readonly text: string;
  readonly tokens: number;
}

/** A chunk as it was found, with what is known of its document. */
export interface Passage extends Chunk {
  /** `<documentId>.<version>.<ordinal>`. */
  readonly chunkId: string;
  readonly documentId: string;
  readonly version: number;
  readonly title: string;
  /** How the document came: `upload`, or the id of a source. */
  readonly source: string;
  readonly contentType: string;
  /** Address of the original where it has one of its own, such as a wiki page. */
  readonly link?: string | undefined;
  /** Last change of the document at its source, milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export const chunkIdOf = (documentId: string, version: number, ordinal: number): string =>
  `${documentId}.${version}.${ordinal}`;
