/** End of a line. */
const LF = 10;
const FROM = new TextEncoder().encode('From ');

/** A message, or one that is too large to be read: only its beginning. */
export interface MboxMessage {
  readonly bytes: Uint8Array;
  readonly isCut: boolean;
}

/**
 * Messages of an mbox file, one after the other, however large the file is. A line that begins with `From ` after an empty one, or
 * at the start, begins a message; `>From ` (and `>>From ` ...) inside a message loses one `>`, as mboxrd writes it.
 *
 * @param limit bytes of a message that are kept
 * @see https://www.rfc-editor.org/rfc/rfc4155
 */
export async function* messagesOf(pieces: AsyncIterable<Uint8Array>, limit: number): AsyncIterable<MboxMessage> {
  let message: Uint8Array[] | undefined;
  let bytes = 0;
  let isBlank = true;
  const ended = (): MboxMessage | undefined => message && { bytes: Buffer.concat(message), isCut: bytes > limit };
  for await (const line of linesOf(pieces, limit)) {
    if (isBlank && startsWith(line, FROM)) {
      const before = ended();
      if (before) yield before;
      message = [];
      bytes = 0;
    } else if (message) {
      const text = unquoted(line);
      bytes += text.length;
      if (bytes <= limit) message.push(text);
    }
    isBlank = line.every((byte) => byte === LF || byte === 13);
  }
  const last = ended();
  if (last) yield last;
}

/** Lines with their ends; a line longer than the limit comes in parts. */
async function* linesOf(pieces: AsyncIterable<Uint8Array>, limit: number): AsyncIterable<Uint8Array> {
  let rest: Uint8Array[] = [];
  let held = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (let end = piece.indexOf(LF); end !== -1; end = piece.indexOf(LF, from)) {
      yield rest.length === 0 ? piece.subarray(from, end + 1) : Buffer.concat([...rest, piece.subarray(from, end + 1)]);
      rest = [];
      held = 0;
      from = end + 1;
    }
    if (from < piece.length) rest.push(piece.slice(from));
    held += piece.length - from;
    if (held > limit) {
      yield Buffer.concat(rest);
      rest = [];
      held = 0;
    }
  }
  if (rest.length > 0) yield Buffer.concat(rest);
}

const startsWith = (line: Uint8Array, start: Uint8Array): boolean => start.every((byte, at) => line[at] === byte);

const QUOTE = 62;

function unquoted(line: Uint8Array): Uint8Array {
  if (line[0] !== QUOTE) return line;
  const quotes = line.findIndex((byte) => byte !== QUOTE);
  return quotes > 0 && startsWith(line.subarray(quotes), FROM) ? line.subarray(1) : line;
}
