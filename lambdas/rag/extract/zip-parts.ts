import { inflateRawSync } from 'node:zlib';
import { DocumentFault } from '../domain/document';

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;
const MAX_COMMENT = 0xffff;

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly encrypted: boolean;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes, as it is packed. */
  readonly packed: number;
  /** Where its local header begins. */
  readonly at: number;
}

/** The files in a ZIP archive, by its own directory; undefined when it is no whole archive. Nothing is unpacked. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = endOf(view);
    if (end === undefined) return undefined;
    return [...entries(bytes, view, view.getUint16(end + 10, true), view.getUint32(end + 16, true))];
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
    if (view.getUint32(at, true) === END && at + END_BYTES + view.getUint16(at + 20, true) <= view.byteLength)
      return at;
  }
  return undefined;
}

function* entries(bytes: Uint8Array, view: DataView, count: number, first: number): Generator<ZipEntry> {
  let at = first;
  for (let index = 0; index < count; index += 1) {
    if (view.getUint32(at, true) !== ENTRY) throw new RangeError('no entry');
    const length = view.getUint16(at + 28, true);
    yield {
      name: new TextDecoder().decode(bytes.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + length)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      at: view.getUint32(at + 42, true),
    };
    at += ENTRY_BYTES + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
}

/**
 * Unpacks some files of an archive, by what they really unpack to: what the archive says of their sizes is not believed.
 *
 * @param maxBytes all of them together, unpacked
 * @throws DocumentFault `too_large`, `encrypted`, `malformed`
 */
export function unzipParts(
  bytes: Uint8Array,
  wanted: (name: string) => boolean,
  maxBytes: number,
): ReadonlyMap<string, Uint8Array> {
  const parts = new Map<string, Uint8Array>();
  let left = maxBytes;
  for (const entry of zipEntries(bytes) ?? []) {
    if (!wanted(entry.name)) continue;
    if (entry.encrypted)
      throw new DocumentFault('encrypted', 'Its archive is encrypted. Upload it without a password.');
    const part = unpacked(bytes, entry, left);
    left -= part.length;
    if (left < 0) throw unpacksTooLarge(maxBytes);
    parts.set(entry.name, part);
  }
  return parts;

  function unpacked(archive: Uint8Array, { at, method, packed, name }: ZipEntry, most: number): Uint8Array {
    try {
      const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
      if (view.getUint32(at, true) !== LOCAL) throw new RangeError('no file');
      const from = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
      const data = archive.subarray(from, from + packed);
      if (method === 0) return data;
      return inflateRawSync(data, { maxOutputLength: Math.max(1, most + 1) });
    } catch (error) {
      if ((error as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw unpacksTooLarge(maxBytes);
      throw new DocumentFault('malformed', `It is damaged: its part ${name} cannot be unpacked.`);
    }
  }
}

const unpacksTooLarge = (max: number) =>
  new DocumentFault(
    'too_large',
    `It unpacks to more than ${Math.round(max / 1_000_000)} MB of text. Split it into several documents.`,
  );
