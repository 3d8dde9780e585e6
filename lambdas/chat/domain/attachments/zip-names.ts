const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const MAX_COMMENT = 0xffff;

/** Names of the files in a ZIP archive, by its own directory; undefined when it is no whole archive. Nothing is unpacked. */
export function zipNames(bytes: Uint8Array): ReadonlySet<string> | undefined {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const end = endOf(view);
    if (end === undefined || view.getUint32(0, true) !== LOCAL) return undefined;
    return names(bytes, view, view.getUint16(end + 10, true), view.getUint32(end + 16, true));
  } catch (error) {
    // A place that the archive names lies outside of it.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where the end of the directory is: in front of a comment, which hardly any archive has. */
function endOf(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at -= 1) {
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength)
      return at;
  }
  return undefined;
}

function names(bytes: Uint8Array, view: DataView, count: number, first: number): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  let at = first;
  for (let index = 0; index < count; index += 1) {
    if (view.getUint32(at, true) !== ENTRY) return undefined;
    const length = view.getUint16(at + 28, true);
    found.add(new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + length)));
    at += ENTRY_BYTES + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return found;
}
