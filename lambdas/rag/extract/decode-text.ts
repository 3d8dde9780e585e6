/** Of so many bytes at the beginning it is told whether they are text. */
const SAMPLE = 65_536;
/** Share of control characters from which bytes are no text: in random bytes it is a tenth. */
const MAX_CONTROLS = 0.02;
/** So many good sequences for each bad one, and it is UTF-8 with a flaw. */
const FLAWED = 10;

/**
 * The text of a file: by its byte order mark, as UTF-8, as UTF-16, or else as Windows-1252, which Latin-1 is a part of.
 *
 * @param label what the file itself says, such as `iso-8859-2`; ignored when there is no such encoding
 * @returns undefined when it is no text
 */
export function decodeText(bytes: Uint8Array, label?: string): string | undefined {
  const marked = byMark(bytes);
  if (marked) return new TextDecoder(marked).decode(bytes);
  const wide = wideEncoding(bytes);
  if (wide) return new TextDecoder(wide).decode(bytes);
  if (isBinary(bytes)) return undefined;
  return decodedAs(label, bytes) ?? decodedAsUtf8(bytes) ?? new TextDecoder('windows-1252').decode(bytes);
}

function byMark([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

/** UTF-16 without a mark: every other byte of European text is zero. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  if (sample.length < 4 || bytes.length % 2 !== 0) return undefined;
  const zeros = [0, 0];
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const many = (sample.length / 2) * 0.4;
  if (odd > many && even < odd / 20) return 'utf-16le';
  return even > many && odd < even / 20 ? 'utf-16be' : undefined;
}

function isBinary(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return true;
  const sample = bytes.subarray(0, SAMPLE);
  return sample.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0) > sample.length * MAX_CONTROLS;
}

/** Without tabulator, line ends, form feed and escape, which texts have. */
const isControl = (byte: number): boolean => (byte < 32 && (byte < 9 || byte > 13) && byte !== 27) || byte === 127;

function decodedAs(label: string | undefined, bytes: Uint8Array): string | undefined {
  if (!label) return undefined;
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As UTF-8, with a flaw or two where most of it is right. */
function decodedAsUtf8(bytes: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(bytes);
  const bad = text.match(/\uFFFD/g)?.length ?? 0;
  if (bad === 0) return text;
  const good = text.match(/[^\p{ASCII}\uFFFD]/gu)?.length ?? 0;
  return good >= bad * FLAWED ? text : undefined;
}
