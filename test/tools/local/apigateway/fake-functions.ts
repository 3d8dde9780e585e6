import { Readable } from 'node:stream';
import type {
  FunctionInvoker,
  InvocationResult,
  ResolvedResource,
  StreamingInvocation,
} from '../../../../tools/local/types';

type Handler = (event: never) => unknown;

/** Functions of a test by name; a thrown error is a failed invocation, as in Lambda. */
export class FakeFunctions implements FunctionInvoker {
  readonly calls: { name: string; event: Record<string, unknown> }[] = [];

  constructor(private readonly handlers: Record<string, Handler>) {}

  async invoke(functionRef: string, event: unknown): Promise<InvocationResult> {
    const name = functionRef.split(':').at(-1) ?? functionRef;
    this.calls.push({ name, event: JSON.parse(JSON.stringify(event)) });
    const handler = this.handlers[name];
    if (!handler) throw new Error(`no function ${name}`);
    try {
      return { ok: true, payload: await handler(event as never) };
    } catch (error) {
      return { ok: false, errorType: 'Error', errorMessage: error instanceof Error ? error.message : String(error) };
    }
  }

  invokeAsync(functionRef: string, event: unknown): Promise<InvocationResult> {
    return this.invoke(functionRef, event);
  }

  async invokeStreaming(functionRef: string, event: unknown, signal?: AbortSignal): Promise<StreamingInvocation> {
    const name = functionRef.split(':').at(-1) ?? functionRef;
    this.calls.push({ name, event: JSON.parse(JSON.stringify(event)) });
    const handler = this.handlers[name];
    if (!handler) throw new Error(`no function ${name}`);
    const body = Readable.from(handler(event as never) as AsyncIterable<string>);
    signal?.addEventListener('abort', () => body.destroy());
    return { statusCode: 200, headers: { 'content-type': 'text/event-stream' }, cookies: [], body };
  }

  called(name: string): Record<string, unknown>[] {
    return this.calls.filter((call) => call.name === name).map((call) => call.event);
  }
}

/** A resource as the assembly reader hands it over; its logical id is what `Ref` gives. */
export function resource(type: string, logicalId: string, properties: Record<string, unknown>): ResolvedResource {
  return {
    stack: 'test',
    logicalId,
    type,
    region: 'us-east-1',
    ref: logicalId,
    attributes: {},
    properties,
    path: `test/${logicalId}`,
  };
}

export const lambdaUri = (name: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:000000000000:function:${name}/invocations`;
