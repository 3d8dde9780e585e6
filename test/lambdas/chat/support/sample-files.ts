const bytes = (...parts: (string | readonly number[] | Buffer)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const uint16 = (value: number): Buffer => {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
};
const uint32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};
const big = (little: Buffer): Buffer => Buffer.from(little).reverse();
const uint24 = (value: number): Buffer => uint32(value).subarray(0, 3);

export const png = (width: number, height: number): Buffer =>
  bytes([0x89], 'PNG\r\n\x1a\n', [0, 0, 0, 13], 'IHDR', big(uint32(width)), big(uint32(height)), [8, 6, 0, 0, 0]);

export const gif = (width: number, height: number): Buffer => bytes('GIF89a', uint16(width), uint16(height), [0, 0, 0]);

/** With a table in front of the frame, as all have, and padding before its marker, as some have. */
export const jpeg = (width: number, height: number): Buffer =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2],
    [0xff, 0xff, 0xc2, 0, 17, 8],
    big(uint16(height)),
    big(uint16(width)),
    [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1],
  );

const riff = (chunk: Buffer): Buffer => bytes('RIFF', uint32(chunk.length + 4), 'WEBP', chunk);
export const webp = {
  lossy: (width: number, height: number): Buffer =>
    riff(bytes('VP8 ', uint32(10), [0, 0, 0, 0x9d, 0x01, 0x2a], uint16(width), uint16(height))),
  lossless: (width: number, height: number): Buffer =>
    riff(bytes('VP8L', uint32(5), [0x2f], uint32((((height - 1) << 14) | (width - 1)) >>> 0), [0])),
  extended: (width: number, height: number): Buffer =>
    riff(bytes('VP8X', uint32(10), [0, 0, 0, 0], uint24(width - 1), uint24(height - 1))),
};

/** An archive of empty files. */
export function zip(names: readonly string[], comment = ''): Buffer {
  const locals = names.map((name) => bytes('PK\x03\x04', Buffer.alloc(22), uint16(name.length), uint16(0), name));
  const entries = names.map((name) =>
    bytes('PK\x01\x02', Buffer.alloc(24), uint16(name.length), Buffer.alloc(16), name),
  );
  const [files, directory] = [bytes(...locals), bytes(...entries)];
  return bytes(
    files,
    directory,
    'PK\x05\x06',
    Buffer.alloc(4),
    uint16(names.length),
    uint16(names.length),
    uint32(directory.length),
    uint32(files.length),
    uint16(comment.length),
    comment,
  );
}

export const docx = (...more: string[]): Buffer => zip(['[Content_Types].xml', 'word/document.xml', ...more]);
export const xlsx = (...more: string[]): Buffer => zip(['[Content_Types].xml', 'xl/workbook.xml', ...more]);
export const pdf = (): Buffer => bytes('%PDF-1.7\n%', [0xe2, 0xe3, 0xcf, 0xd3], '\n1 0 obj\n');
