import { PassThrough, Readable, type Writable } from 'node:stream';
import type { Context } from 'aws-lambda';
import { lambdaContext } from '../../../support/context';

interface Metadata {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
}
type StreamingHandler = (event: unknown, stream: Writable, context: Context) => Promise<void>;

const metadata = new WeakMap<Writable, Metadata>();

/** What Lambda's runtime gives a function that streams its response. Load before the pipeline is built. */
Object.assign(globalThis, {
  awslambda: {
    streamifyResponse: (handler: StreamingHandler): StreamingHandler => handler,
    HttpResponseStream: {
      from(stream: Writable, prelude: Metadata): Writable {
        metadata.set(stream, prelude);
        stream.emit('metadata', prelude);
        return stream;
      },
    },
  },
});

export interface StreamedResponse extends Metadata {
  readonly body: PassThrough;
  /** The end of the invocation. */
  readonly ended: Promise<void>;
}

/** Invokes a streaming handler, and gives its response as soon as its status is out. */
export async function invokeStreaming(
  handler: unknown,
  event: unknown,
  remainingMs?: number,
): Promise<StreamedResponse> {
  const body = new PassThrough();
  const prelude = Promise.withResolvers<Metadata>();
  body.once('metadata', prelude.resolve);
  const ended = (handler as StreamingHandler)(event, body, lambdaContext(remainingMs));
  ended.catch(prelude.reject);
  return { ...(await prelude.promise), body, ended };
}

/** `fetch` that ends in a handler, for clients that speak HTTP. */
export function fetchFrom(handler: unknown, eventOf: (body: string) => unknown): typeof fetch {
  return async (_url, init) => {
    const { statusCode, headers, body } = await invokeStreaming(handler, eventOf(String(init?.body ?? '')));
    init?.signal?.addEventListener('abort', () => body.destroy());
    return new Response(Readable.toWeb(body) as ReadableStream, { status: statusCode, headers });
  };
}
