import { crc32 } from 'node:zlib';

/** Header type of a text value. */
const textType = 7;
const preludeBytes = 12;
const checksumBytes = 4;

/**
 * Frames one message of AWS's binary event stream: lengths, checksum of the lengths, headers, payload, checksum of all.
 * A payload that is no buffer is written as JSON.
 *
 * @see https://docs.aws.amazon.com/transcribe/latest/dg/streaming-setting-up.html
 */
export function encodeMessage(headers: Readonly<Record<string, string>>, payload: unknown): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(encodeHeader));
  const body = Buffer.isBuffer(payload) ? payload : Buffer.from(JSON.stringify(payload));
  const total = preludeBytes + head.length + body.length + checksumBytes;
  const prelude = Buffer.alloc(preludeBytes);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(head.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const checked = Buffer.concat([prelude, head, body]);
  const checksum = Buffer.alloc(checksumBytes);
  checksum.writeUInt32BE(crc32(checked));
  return Buffer.concat([checked, checksum]);
}

/** An event such as `contentBlockDelta`. */
export function encodeEvent(type: string, payload: unknown): Buffer {
  return encodeMessage({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, payload);
}

/** An exception of the service's model, such as `throttlingException`, which ends the stream. */
export function encodeException(type: string, message: string): Buffer {
  return encodeMessage(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    { message },
  );
}

function encodeHeader([name, value]: [string, string]): Buffer {
  const text = Buffer.from(value);
  const lengths = Buffer.alloc(3);
  lengths.writeUInt8(textType, 0);
  lengths.writeUInt16BE(text.length, 1);
  return Buffer.concat([Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), lengths, text]);
}
