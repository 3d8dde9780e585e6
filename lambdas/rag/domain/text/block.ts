/** What a piece of a document is. A table's row says its column names itself, so that it can stand alone. */
export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table-row' | 'code';

interface BlockTraits {
  readonly kind: BlockKind;
  /** Of headings: 1 (outermost) to 6. */
  readonly level?: number | undefined;
  /** From 1; absent where the format has no pages. */
  readonly page?: number | undefined;
}

/** A block as a format's reader found it: its text is not cleaned. */
export interface RawBlock extends BlockTraits {
  readonly text: string;
}

/** A block of a document's cleaned text. */
export interface Block extends BlockTraits {
  /** Characters from the start of the cleaned text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
}

/** What was read of a document. */
export interface ExtractedDocument {
  /** What it calls itself, where it does. */
  readonly title?: string | undefined;
  /** Cleaned text: what chunks are cut from and citations point into. */
  readonly text: string;
  /** In order, without overlap; between two of them is nothing but line ends. */
  readonly blocks: readonly Block[];
  /** How many pages it has, where its format has pages. */
  readonly pages?: number | undefined;
  /** Pages on which no text was found, although others have some; they may be pictures. */
  readonly pagesWithoutText?: readonly number[] | undefined;
  /** Language tag of the text, `und` when unsure. */
  readonly language: string;
  /** Its pages are pictures: `text` is empty or not worth having, and text recognition is called for. */
  readonly scanned: boolean;
}
