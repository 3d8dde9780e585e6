import { crc32 } from 'node:zlib';

const LOCAL = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
/** Names are in UTF-8. */
const UTF8 = 1 << 11;
/** 1 January 1980, the first day that an archive can tell. */
const NO_DATE = 0x21;

type Field = readonly [value: number, bytes: 2 | 4];

/** A ZIP archive of files as they are: nothing in it can grow when it is unpacked. */
export function storedZip(files: ReadonlyMap<string, Uint8Array>): Buffer {
  const parts: Uint8Array[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path);
    const about: readonly Field[] = [
      ...([
        [VERSION, 2],
        [UTF8, 2],
        [0, 2],
        [0, 2],
        [NO_DATE, 2],
      ] as const),
      ...([
        [crc32(content), 4],
        [content.length, 4],
        [content.length, 4],
        [name.length, 2],
        [0, 2],
      ] as const),
    ];
    const place: readonly Field[] = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [at, 4],
    ];
    const header = Buffer.concat([packed([LOCAL, 4], ...about), name]);
    directory.push(packed([ENTRY, 4], [VERSION, 2], ...about, ...place), name);
    parts.push(header, content);
    at += header.length + content.length;
  }
  const entries = Buffer.concat(directory);
  const count: Field = [files.size, 2];
  const end = packed([END, 4], [0, 2], [0, 2], count, count, [entries.length, 4], [at, 4], [0, 2]);
  return Buffer.concat([...parts, entries, end]);
}

/** Numbers one after the other, their low bytes first. */
function packed(...fields: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(fields.reduce((sum, [, bytes]) => sum + bytes, 0));
  fields.reduce((at, [value, bytes]) => buffer.writeUIntLE(value, at, bytes), 0);
  return buffer;
}
