import type { Readable } from 'node:stream';

/** What a Lambda function answered: its payload, or the error it ended with. */
export type InvocationResult =
  | { readonly ok: true; readonly payload: unknown }
  | { readonly ok: false; readonly errorType: string; readonly errorMessage: string };

/** A streamed answer: HTTP metadata first, then the body as it is written. */
export interface StreamingInvocation {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  readonly body: Readable;
}

/** There is no function that a name or an ARN means. */
export class UnknownFunction extends Error {
  override readonly name = 'UnknownFunction';
  constructor(functionRef: string) {
    super(`no function ${functionRef} in the assembly`);
  }
}

/**
 * Runs the Lambda functions of the assembly. `functionRef` is whatever the template uses after resolving:
 * a function name, an ARN, or an alias or version ARN of it.
 */
export interface FunctionInvoker {
  invoke(functionRef: string, event: unknown): Promise<InvocationResult>;
  /** Ends the invocation when `signal` aborts, as API Gateway does when the client goes away. */
  invokeStreaming(functionRef: string, event: unknown, signal?: AbortSignal): Promise<StreamingInvocation>;
  /**
   * Asynchronous invocation, as SNS and EventBridge make it: up to two retries; resolves with the last result.
   * Fails with `AccessDeniedException` where no permission of the function lets the source invoke it; without a source the
   * caller's own policies have let it.
   */
  invokeAsync(functionRef: string, event: unknown, source?: InvocationSource): Promise<InvocationResult>;
}

/** What makes a service invoke a function. */
export interface InvocationSource {
  /** Such as `sns.amazonaws.com`. */
  readonly principal: string;
  /** Such as a topic's ARN. */
  readonly sourceArn: string;
}

/** What a resource is called from outside: the values of `Ref` and `Fn::GetAtt`. */
export interface ResourceIdentity {
  /** Value of `Ref`: for a queue its URL, for a topic its ARN, for most others a name or id. */
  readonly ref: string;
  /** Values of `Fn::GetAtt` by attribute name, such as `Arn`. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A resource of a template after intrinsic functions were resolved to what exists on this machine. */
export interface ResolvedResource extends ResourceIdentity {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly region: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** Construct path from the template's metadata, for messages. */
  readonly path: string;
}

/** One step of starting or touring, told as it happens. */
export type Progress = (message: string) => void;
