import type { ServiceCall } from '../../engines/engine';
import type { Requirement } from '../../iam/access';

/** What is known of a call before its operation is. */
export type IncomingCall = Omit<ServiceCall, 'operation' | 'caller' | 'signal'>;

/** How one AWS service names its operations on the wire, and which permissions each needs. */
export interface ActionMap {
  /** Wire format of the service's errors. */
  readonly protocol: 'json' | 'rest-json' | 'query' | 'rest-xml' | 'opensearch';
  /** Code of the service's own refusal. */
  readonly accessDenied: string;
  /** The operation a request is for, or what it looks like when it is none. */
  operation(call: IncomingCall): string;
  /** Permissions the call needs; `undefined` for an operation that is not served. */
  requirements(call: IncomingCall, operation: string): readonly Requirement[] | undefined;
}

/** Operation of the JSON protocols: `X-Amz-Target: DynamoDB_20120810.PutItem`. */
export function targetOperation({ headers }: IncomingCall): string {
  const target = String(headers['x-amz-target'] ?? 'no X-Amz-Target');
  return target.slice(target.indexOf('.') + 1);
}

/** Body of a JSON call; an empty object when it is none, which the engine will refuse. */
export function jsonInput({ body }: IncomingCall): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString('utf8') || '{}') as Record<string, unknown>;
  } catch {
    return {};
  }
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
