const K1 = 1.2;
const B = 0.75;

/** What is known of a field that a term is looked for in. */
export interface FieldStatistics {
  /** Documents that have the field. */
  readonly documents: number;
  /** Terms of all of them, repetitions included. */
  readonly terms: number;
}

/** How rare a term is, by the number of documents that have it. */
export function rarity(documentsWithTerm: number, { documents }: FieldStatistics): number {
  return Math.log(1 + (documents - documentsWithTerm + 0.5) / (documentsWithTerm + 0.5));
}

/** For each byte a field's length is kept as, what a term's frequency is compared with. */
export function lengthNorms({ documents, terms }: FieldStatistics): Float64Array {
  const average = documents === 0 ? 1 : terms / documents;
  return Float64Array.from({ length: 256 }, (_, byte) => K1 * (1 - B + (B * lengthOf(byte)) / average));
}

/** Of a field without lengths, such as a keyword. */
export const PLAIN_NORM = K1;

/**
 * Score of one term in one document, as Lucene computes it since version 8: without the factor `k1 + 1`, which changes no order.
 * @see https://lucene.apache.org/core/9_12_0/core/org/apache/lucene/search/similarities/BM25Similarity.html
 */
export const termScore = (weight: number, frequency: number, norm: number): number =>
  weight - weight / (1 + frequency / norm);

/** Lengths up to this are kept as they are. */
const EXACT = 24;

/** Lucene keeps the length of a field in one byte: exact when short, with four significant bits when long. */
export function lengthByte(length: number): number {
  if (length < EXACT) return length;
  const rest = length - EXACT;
  const bits = 32 - Math.clz32(rest);
  if (bits < 4) return EXACT + rest;
  const shift = bits - 4;
  return EXACT + (((rest >>> shift) & 7) | ((shift + 1) << 3));
}

/** The length that a byte stands for. */
export function lengthOf(byte: number): number {
  if (byte < EXACT) return byte;
  const code = byte - EXACT;
  const shift = (code >>> 3) - 1;
  return EXACT + (shift < 0 ? code : ((code & 7) | 8) * 2 ** shift);
}
