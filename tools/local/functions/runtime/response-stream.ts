import { Writable } from 'node:stream';
import type { FromEnvironment } from './messages';

/** Bytes that may be under way to the client before writing has to wait. */
const window = 256 * 1024;
const separator = new Uint8Array(8);

/** What a handler wrapped by `awslambda.streamifyResponse` writes its answer to. */
export class ResponseStream extends Writable {
  private underWay = 0;
  private waiting: (() => void) | undefined;
  private prelude: string | undefined;

  constructor(private readonly send: (message: FromEnvironment) => void) {
    super({ highWaterMark: 64 * 1024 });
    this.on('error', () => undefined);
  }

  /** Lambda's own name for it; the type travels with the metadata. */
  setContentType(_contentType: string): void {}

  /** Metadata to send before the first byte, as `HttpResponseStream.from` asks for. */
  startWith(metadata: unknown): void {
    this.prelude = JSON.stringify(metadata);
  }

  taken(bytes: number): void {
    this.underWay -= bytes;
    if (this.underWay < window) this.proceed();
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.sendPrelude();
    this.sendBytes(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    if (this.underWay < window) done();
    else this.waiting = done;
  }

  override _final(done: () => void): void {
    this.sendPrelude();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.proceed();
    done(error);
  }

  private sendPrelude(): void {
    if (this.prelude === undefined) return;
    this.sendBytes(Buffer.concat([Buffer.from(this.prelude), separator]));
    this.prelude = undefined;
  }

  private sendBytes(data: Buffer): void {
    this.underWay += data.length;
    this.send({ type: 'chunk', data });
  }

  private proceed(): void {
    const waiting = this.waiting;
    this.waiting = undefined;
    waiting?.();
  }
}
