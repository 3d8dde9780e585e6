import { gunzipSync, gzipSync } from 'node:zlib';

const BLOCK = 512;
/** Where a header of `ustar` has its fields, and how long they are. */
const field = { name: [0, 100], size: [124, 12], checksum: [148, 8] } as const;

/**
 * One file as `.tar.gz`, as SageMaker takes a model. Nothing of the machine or the hour is in it.
 *
 * @param name at most 100 characters
 * @see https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html (ustar interchange format)
 */
export function archiveOf(name: string, body: Uint8Array): Buffer {
  const header = Buffer.alloc(BLOCK);
  const write = (at: number, text: string) => header.write(text, at, 'latin1');
  write(field.name[0], name);
  for (const [at, octal] of [
    [100, '0000644'],
    [108, '0000000'],
    [116, '0000000'],
    [field.size[0], body.length.toString(8).padStart(11, '0')],
    [136, '00000000000'],
  ] as const)
    write(at, octal);
  write(156, '0');
  write(257, 'ustar\u000000');
  // While it is summed up, the sum itself counts as blanks.
  write(field.checksum[0], ' '.repeat(field.checksum[1]));
  const sum = header.reduce((all, byte) => all + byte, 0);
  write(field.checksum[0], `${sum.toString(8).padStart(6, '0')}\u0000 `);
  const padding = Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK);
  return gzipSync(Buffer.concat([header, body, padding, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

/**
 * The first file of an archive, as `archiveOf` makes them.
 *
 * @throws Error for what is no such archive
 */
export function onlyFileOf(archive: Uint8Array): { readonly name: string; readonly body: Buffer } {
  const tar = gunzipSync(archive);
  const text = ([at, length]: readonly [number, number]) =>
    tar
      .subarray(at, at + length)
      .toString('latin1')
      .replace(/\0.*$/, '');
  const size = Number.parseInt(text(field.size), 8);
  if (!(size >= 0 && tar.length >= BLOCK + size)) throw new Error('expected a tar archive with one file');
  return { name: text(field.name), body: tar.subarray(BLOCK, BLOCK + size) };
}
