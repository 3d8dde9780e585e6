import type { FunctionInvoker } from '../types';

type Invoker = Pick<FunctionInvoker, 'invoke'>;

/** How a policy document decides on one action and resource. */
export type PolicyDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/** Evaluates an IAM policy document, such as one that an authorizer returned. */
export type PolicyEvaluator = (document: unknown, action: string, resource: string) => PolicyDecision;

/** What an authorizer said: who the caller is and what the policy lets them do. */
export interface Authorization {
  readonly principalId: string;
  readonly policyDocument: unknown;
  readonly context: Readonly<Record<string, string | number | boolean>>;
}

/** Outcome of asking an authorizer; `unauthorized` is its way of saying 401, `failed` a fault of its own. */
export type AuthorizerAnswer =
  | { readonly kind: 'answered'; readonly authorization: Authorization }
  | { readonly kind: 'unauthorized' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Invokes a Lambda authorizer and reads its answer the way API Gateway does. */
export async function askAuthorizer(invoker: Invoker, functionRef: string, event: unknown): Promise<AuthorizerAnswer> {
  const result = await invoker.invoke(functionRef, event);
  if (!result.ok) {
    if (result.errorMessage === 'Unauthorized') return { kind: 'unauthorized' };
    return { kind: 'failed', reason: `${result.errorType}: ${result.errorMessage}` };
  }
  return readAnswer(result.payload);
}

function readAnswer(payload: unknown): AuthorizerAnswer {
  if (!isRecord(payload)) return { kind: 'failed', reason: 'the authorizer returned no object' };
  const { principalId, policyDocument, context = {} } = payload;
  if (typeof principalId !== 'string' || !isRecord(policyDocument)) {
    return { kind: 'failed', reason: 'the authorizer returned no principalId and policyDocument' };
  }
  if (!isRecord(context)) return { kind: 'failed', reason: 'the authorizer context is no object' };
  const plain: Record<string, string | number | boolean> = {};
  for (const [name, value] of Object.entries(context)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      return { kind: 'failed', reason: `the authorizer context value ${name} is no string, number or boolean` };
    }
    plain[name] = value;
  }
  return { kind: 'answered', authorization: { principalId, policyDocument, context: plain } };
}

/** The authorizer's part of `requestContext`; values arrive at the integration as strings. */
export function authorizerContext(authorization: Authorization, integrationLatency: number): Record<string, unknown> {
  const context = Object.entries(authorization.context).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(context), principalId: authorization.principalId, integrationLatency };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
