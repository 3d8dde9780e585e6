const BLOCK = 512;

/** Why something is no archive that can be read. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/**
 * Files of a tar archive by their names without folders; other entries are passed over.
 *
 * @throws ArchiveError for a header whose checksum is wrong, and for a file that is cut off
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
export function filesOf(tar: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const header = tar.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header, at);
    const size = octal(header, 124, 12);
    const start = at + BLOCK;
    if (start + size > tar.length) throw new ArchiveError(`the archive is cut off within ${nameOf(header)}`);
    const kind = text(header, 156, 1);
    if (kind === '0' || kind === '') files.set(nameOf(header), tar.subarray(start, start + size));
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

/** The sum of all bytes, those of the sum itself taken for spaces. */
function checkSum(header: Uint8Array, at: number): void {
  const sum = header.reduce((total, byte, place) => total + (place >= 148 && place < 156 ? 0x20 : byte), 0);
  if (sum !== octal(header, 148, 8)) throw new ArchiveError(`there is no header of a tar archive at byte ${at}`);
}

const nameOf = (header: Uint8Array): string => text(header, 0, 100).split('/').at(-1) ?? '';

const text = (header: Uint8Array, from: number, length: number): string =>
  new TextDecoder().decode(header.subarray(from, from + length)).replace(/\0.*$/s, '');

const octal = (header: Uint8Array, from: number, length: number): number =>
  Number.parseInt(text(header, from, length).trim() || '0', 8);
