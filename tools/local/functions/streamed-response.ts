import { PassThrough } from 'node:stream';
import type { StreamingInvocation } from '../types';
import type { InvocationSink } from './environment';
import type { ErrorMessage } from './runtime/messages';

const separator = Buffer.alloc(8);
/** More than this without a separator is no metadata. */
const longestPrelude = 64 * 1024;

interface Metadata {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
}

/** A function ended in an error; the message is Lambda's. */
export class InvocationError extends Error {
  override readonly name = 'InvocationError';
  constructor(readonly error: ErrorMessage) {
    super(`${error.errorType}: ${error.errorMessage}`);
  }
}

/** Turns what a streaming handler writes (JSON metadata, eight NUL bytes, body) into status, headers and a body. */
export class StreamedResponse implements InvocationSink {
  readonly head: Promise<StreamingInvocation>;
  private readonly body = new PassThrough();
  private prelude: Buffer | undefined = Buffer.alloc(0);
  private resolve: (invocation: StreamingInvocation) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;

  /** @param taken told how many bytes the client has taken, for back-pressure */
  constructor(private readonly taken: (bytes: number) => void) {
    this.head = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.body.on('error', () => undefined);
  }

  chunk(data: Uint8Array): void {
    const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    if (this.prelude === undefined) this.pass(bytes, bytes.length);
    else this.readPrelude(Buffer.concat([this.prelude, bytes]), bytes.length);
  }

  done(): void {
    if (this.prelude === undefined) this.body.end();
    else this.refuse('the function streamed no HTTP metadata');
  }

  failed(error: ErrorMessage): void {
    const failure = new InvocationError(error);
    this.reject(failure);
    this.body.destroy(failure);
  }

  private readPrelude(bytes: Buffer, received: number): void {
    const end = bytes.indexOf(separator);
    if (end < 0) {
      this.prelude = bytes;
      this.taken(received);
      if (bytes.length > longestPrelude) this.refuse('the function streamed no HTTP metadata');
      return;
    }
    this.prelude = undefined;
    try {
      const { statusCode = 200, headers = {}, cookies = [] } = JSON.parse(bytes.toString('utf8', 0, end)) as Metadata;
      this.resolve({ statusCode, headers, cookies, body: this.body });
    } catch {
      this.refuse('the HTTP metadata of the function is no JSON');
    }
    this.pass(bytes.subarray(end + separator.length), received);
  }

  private pass(bytes: Buffer, received: number): void {
    if (this.body.destroyed || this.body.write(bytes)) this.taken(received);
    else this.body.once('drain', () => this.taken(received));
  }

  private refuse(errorMessage: string): void {
    this.failed({ errorType: 'Runtime.InvalidStreamingResponse', errorMessage });
  }
}
