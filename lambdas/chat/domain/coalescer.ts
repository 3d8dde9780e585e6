/** First and longest pause between two frames of an answer, in milliseconds, and by how much a pause outgrows the last. */
const FIRST_PAUSE_MS = 60;
const LONGEST_PAUSE_MS = 400;
const GROWTH = 1.15;

/** Bytes of JSON at which a frame goes at once, whatever the time: a quarter of what a frame may have. */
const FULL_BYTES = 8 * 1024;

/**
 * Gathers a model's many small pieces into few frames: the first piece goes at once, later ones wait for a pause
 * that grows while the reader is still busy with what came before. A thousand tokens at 30 a second come to about
 * ninety frames. Pure: the caller says what time it is and asks again at `dueAt`.
 */
export class Coalescer {
  private waiting = '';
  private waitingBytes = 0;
  private pauseMs = 0;
  private lastAt = Number.NEGATIVE_INFINITY;

  /** When the waiting text should go (the clock of `push`); undefined when none waits. */
  get dueAt(): number | undefined {
    return this.waiting === '' ? undefined : this.lastAt + this.pauseMs;
  }

  /** Takes a piece in. @returns the texts that go now, each within a frame, oldest first */
  push(text: string, now: number): string[] {
    this.waiting += text;
    this.waitingBytes += jsonBytes(text);
    const due = this.dueAt;
    if (due === undefined || (now < due && this.waitingBytes < FULL_BYTES)) return [];
    return this.take(now);
  }

  /** @returns what waits, when it is due */
  poll(now: number): string[] {
    return this.dueAt !== undefined && now >= this.dueAt ? this.take(now) : [];
  }

  /** @returns whatever waits, due or not: the answer has ended */
  flush(): string[] {
    const texts = splitText(this.waiting, FULL_BYTES);
    this.keep('');
    return texts;
  }

  private take(now: number): string[] {
    // Half of a character that two pieces share waits for its other half.
    const held = isHighSurrogate(this.waiting.charCodeAt(this.waiting.length - 1)) ? 1 : 0;
    const end = this.waiting.length - held;
    const texts = splitText(this.waiting.slice(0, end), FULL_BYTES);
    this.keep(this.waiting.slice(end));
    if (texts.length === 0) return [];
    this.lastAt = now;
    this.pauseMs = this.pauseMs === 0 ? FIRST_PAUSE_MS : Math.min(this.pauseMs * GROWTH, LONGEST_PAUSE_MS);
    return texts;
  }

  private keep(rest: string): void {
    this.waiting = rest;
    this.waitingBytes = jsonBytes(rest);
  }
}

/** Splits between code points so that no part is longer than `maxBytes` in JSON; nothing is lost. */
export function splitText(text: string, maxBytes: number): string[] {
  const parts: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of text) {
    const size = codePointBytes(character.codePointAt(0) ?? 0);
    if (bytes + size > maxBytes && part !== '') {
      parts.push(part);
      part = '';
      bytes = 0;
    }
    part += character;
    bytes += size;
  }
  if (part !== '') parts.push(part);
  return parts;
}

/** Bytes of UTF-8 that a text takes inside a JSON string, at most. */
function jsonBytes(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += codePointBytes(character.codePointAt(0) ?? 0);
  return bytes;
}

/** Controls and lone halves of characters are spelled out (`\u0001`), quotes and backslashes escaped. */
function codePointBytes(code: number): number {
  if (code < 0x20 || (code >= 0xd800 && code <= 0xdfff)) return 6;
  if (code === 0x22 || code === 0x5c) return 2;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
