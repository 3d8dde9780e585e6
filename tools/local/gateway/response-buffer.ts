import type { OutgoingHttpHeaders } from 'node:http';
import { Writable } from 'node:stream';
import type { ServiceResponse } from '../engines/engine';

/** Takes an engine's answer to a call that was made inside this process. */
export class ResponseBuffer extends Writable implements ServiceResponse {
  statusCode = 200;
  headers: OutgoingHttpHeaders = {};
  headersSent = false;
  private readonly chunks: Buffer[] = [];

  writeHead(statusCode: number, headers: OutgoingHttpHeaders = {}): this {
    this.statusCode = statusCode;
    this.headers = headers;
    this.headersSent = true;
    return this;
  }

  get body(): Buffer {
    return Buffer.concat(this.chunks);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.headersSent = true;
    this.chunks.push(chunk);
    done();
  }
}
