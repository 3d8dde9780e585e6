import type { PolicyEvaluator } from './authorization';
import type { GatewayFunctions } from './gateway-functions';

/** What every API gets from the machine around it. */
export interface GatewayContext {
  readonly functions: GatewayFunctions;
  readonly evaluatePolicy: PolicyEvaluator;
  readonly accountId: string;
  /** Time of day in epoch milliseconds. */
  readonly now: () => number;
  /** Told about failures that the client sees only as a status. */
  readonly report: (problem: string) => void;
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<rest>`, the form of methods, routes and authorizers alike. */
export function executeApiArn(
  api: { readonly region: string; readonly apiId: string },
  accountId: string,
  rest: string,
): string {
  return `arn:aws:execute-api:${api.region}:${accountId}:${api.apiId}/${rest}`;
}
