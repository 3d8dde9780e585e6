import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import type { Writable } from 'node:stream';
import type { Requirement } from '../iam/access';
import type { FunctionInvoker, InvocationSource, Progress, ResolvedResource } from '../types';

/** Who made a call: a function of the assembly, a service of AWS, or the operator of the laptop. */
export interface Caller {
  /** Function name, service principal, or `operator`. */
  readonly name: string;
  /** ARN of a function's role; without it and without `service` the caller may do all. */
  readonly roleArn?: string;
  /** ARN of the function whose code makes the call; absent where Lambda calls on the function's behalf. */
  readonly functionArn?: string;
  /** Set for a service of AWS that acts by itself, such as `budgets.amazonaws.com`; `name` is its principal. */
  readonly service?: {
    /** What it acts for, such as the ARN of a budget. */
    readonly sourceArn: string;
  };
}

/** One AWS API call whose service, operation and caller are known and which the caller's policies allow. */
export interface ServiceCall {
  /** SigV4 signing name: `dynamodb`, `sqs`, `s3`, `kinesis`, `firehose`, `sns`, `bedrock`, `es`, `execute-api`. */
  readonly service: string;
  /** API operation, such as `PutItem` or `ConverseStream`. */
  readonly operation: string;
  readonly region: string;
  readonly caller: Caller;
  readonly method: string;
  /** Path and query as sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The whole request body. */
  readonly body: Buffer;
  /** Aborts when the client goes away before the answer has ended. */
  readonly signal: AbortSignal;
  /** Whether the caller may do something else too, where the answer depends on it; not taken for a refusal. */
  readonly may?: (requirement: Requirement) => boolean;
}

/** Where an engine writes its answer; HTTP/1.1, HTTP/2 and in-process calls all satisfy it. */
export interface ServiceResponse extends Writable {
  readonly headersSent: boolean;
  /** Hop-by-hop headers (`connection`, `keep-alive`, `transfer-encoding`) must not be given: HTTP/2 has none. */
  writeHead(statusCode: number, headers?: OutgoingHttpHeaders): unknown;
}

/** A failure in the service's own words. The gateway writes it in the wire format of the service's protocol. */
export class ServiceError extends Error {
  constructor(
    /** Error code as the SDK names it, such as `ResourceNotFoundException`. */
    readonly code: string,
    message: string,
    readonly statusCode = 400,
    readonly headers: OutgoingHttpHeaders = {},
    /** Further members of the error, in services that speak JSON. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = code;
  }
}

/** Serves the calls of one or several AWS services on this machine. */
export interface Engine {
  readonly name: string;
  /** Signing names it serves. */
  readonly services: readonly string[];
  /** CloudFormation types it creates. */
  readonly resourceTypes: readonly string[];
  /**
   * Answers a call. An expected failure is thrown as `ServiceError` before anything was written.
   * An operation that is not served throws `notServed(call)`.
   */
  handle(call: ServiceCall, response: ServiceResponse): Promise<void>;
  /** Creates a resource of `resourceTypes` under the name its `ref` and `attributes` give. Throws on properties not served. */
  create(resource: ResolvedResource): Promise<void>;
  /** Frees ports, timers and memory. */
  stop(): Promise<void>;
}

/** What the engines get from the machine around them. */
export interface EngineContext {
  /** Address of the one endpoint of all services, such as `http://127.0.0.1:41234`. */
  readonly endpoint: string;
  readonly accountId: string;
  readonly functions: FunctionInvoker;
  /** Puts a message into a queue as a service of AWS: the queue's policy has to let it. */
  readonly sendMessage: (queueArn: string, body: string, source: InvocationSource) => Promise<void>;
  readonly progress: Progress;
  /** Time of day in epoch milliseconds. */
  readonly now: () => number;
  /** Tells of a failure that has no caller to answer to, such as a delivery that ended in error. */
  readonly report: (problem: string) => void;
}

/** The error for an operation that the laptop does not serve: loud, and naming service and operation. */
export function notServed(call: Pick<ServiceCall, 'service' | 'operation'>, detail = ''): ServiceError {
  const what = `${call.service}:${call.operation}${detail && ` (${detail})`}`;
  return new ServiceError('NotServedOnLaptop', `${what} is not served by the laptop's engines`, 501);
}
