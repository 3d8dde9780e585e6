import * as z from 'zod/mini';
import { ensembleOf } from './breadth-first';
import { type Ensemble, EnsembleError } from './ensemble';

/**
 * The compact form an ensemble is shipped in, little endian:
 *
 *   4 bytes   `GBT1`
 *   4 bytes   length of the header, uint32
 *   header    JSON `{ featureNames, baseMargin, treeSizes }`, spaces behind it up to a multiple of 4
 *   nodes     five arrays, one number a node: left int32, feature int32, value float32, cover float32, defaultLeft uint8
 *
 * Nodes are numbered within their tree from its root, which is 0; the right child is the one after the left; a leaf has the left
 * child -1 and the feature -1. It has no checksum: whoever loads it compares the SHA-256 of its bytes with the approved one.
 */
const MAGIC = 'GBT1';
const PREFIX = 8;
const BYTES_A_NODE = 17;

const headerSchema = z.object({
  featureNames: z.readonly(z.array(z.string())),
  baseMargin: z.number(),
  treeSizes: z.readonly(z.array(z.int().check(z.positive()))),
});
type Header = z.infer<typeof headerSchema>;

export function encodeEnsemble(ensemble: Ensemble): Uint8Array {
  const { featureNames, baseMargin, roots, left, feature, value, cover, defaultLeft } = ensemble;
  const treeSizes = Array.from(roots, (root, tree) => (roots[tree + 1] ?? left.length) - root);
  const relative = left.slice();
  for (const [tree, root] of roots.entries()) {
    const end = root + (treeSizes[tree] as number);
    for (let node = root; node < end; node += 1) {
      if ((left[node] as number) >= 0) relative[node] = (left[node] as number) - root;
    }
  }
  const header = new TextEncoder().encode(JSON.stringify({ featureNames, baseMargin, treeSizes } satisfies Header));
  const headerLength = Math.ceil(header.length / 4) * 4;
  const bytes = new Uint8Array(PREFIX + headerLength + left.length * BYTES_A_NODE).fill(0x20);
  bytes.set(new TextEncoder().encode(MAGIC));
  new DataView(bytes.buffer).setUint32(4, headerLength, true);
  bytes.set(header, PREFIX);
  let offset = PREFIX + headerLength;
  for (const { buffer } of [relative, feature.slice(), value.slice(), cover.slice(), defaultLeft.slice()]) {
    bytes.set(new Uint8Array(buffer), offset);
    offset += buffer.byteLength;
  }
  return bytes;
}

/** @throws EnsembleError for bytes in another form, or too few or many of them, and as `assembleEnsemble` does */
export function decodeEnsemble(bytes: Uint8Array): Ensemble {
  // A copy begins where numbers of four bytes may begin, which a part of a buffer may not.
  const { buffer } = new Uint8Array(bytes);
  const { header, start } = readHeader(buffer);
  const { featureNames, baseMargin, treeSizes } = header;
  const size = treeSizes.reduce((sum, each) => sum + each, 0);
  const expected = start + size * BYTES_A_NODE;
  if (buffer.byteLength !== expected) {
    throw new EnsembleError(`the artefact has ${buffer.byteLength} bytes, ${expected} follow from its header`);
  }
  const left = new Int32Array(buffer, start, size);
  const feature = new Int32Array(buffer, start + size * 4, size);
  const value = new Float32Array(buffer, start + size * 8, size);
  const cover = new Float32Array(buffer, start + size * 12, size);
  const defaultLeft = new Uint8Array(buffer, start + size * 16, size);
  return ensembleOf({ featureNames, baseMargin, treeSizes, left, feature, value, cover, defaultLeft });
}

function readHeader(buffer: ArrayBuffer): { readonly header: Header; readonly start: number } {
  const text = (from: number, to: number) => new TextDecoder().decode(new Uint8Array(buffer).subarray(from, to));
  if (buffer.byteLength < PREFIX || text(0, 4) !== MAGIC) {
    throw new EnsembleError(`the artefact does not begin with ${MAGIC}`);
  }
  const length = new DataView(buffer).getUint32(4, true);
  const start = PREFIX + length;
  if (length % 4 !== 0 || start > buffer.byteLength) {
    throw new EnsembleError(
      `the artefact's header is said to have ${length} bytes, expected a multiple of 4 within it`,
    );
  }
  const parsed = headerSchema.safeParse(jsonOf(text(PREFIX, start)));
  if (!parsed.success) throw new EnsembleError(`the artefact's header is not valid: ${z.prettifyError(parsed.error)}`);
  return { header: parsed.data, start };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
