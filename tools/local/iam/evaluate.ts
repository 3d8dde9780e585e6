import { conditionsHold, type RequestContext } from './conditions';
import { matches } from './pattern';
import { matchingActions, PolicyError, parsePolicy, type Statement } from './policy';

/** What is asked for: one action on one resource. */
export interface AccessRequest {
  /** Such as `dynamodb:PutItem`. */
  readonly action: string;
  /** ARN, or `*` for actions that know no resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

export type Decision =
  | { readonly allowed: true; readonly statement: Statement; readonly patterns: readonly string[] }
  | { readonly allowed: false; readonly explicit: boolean };

const nothingRemoved: ReadonlySet<string> = new Set();

/**
 * Decides as IAM does: an explicit deny wins, else one allowing statement is needed.
 * @param removed action patterns to take out of allowing statements
 * @throws PolicyError on a condition operator or policy variable that is not evaluated here
 */
export function evaluate(
  statements: readonly Statement[],
  request: AccessRequest,
  removed: ReadonlySet<string> = nothingRemoved,
): Decision {
  let decision: Decision = { allowed: false, explicit: false };
  for (const statement of statements) {
    if (statement.effect === 'Deny') {
      if (applies(statement, request)) return { allowed: false, explicit: true };
    } else if (!decision.allowed) {
      const patterns = allowingPatterns(statement, request, removed);
      if (patterns.length > 0) decision = { allowed: true, statement, patterns };
    }
  }
  return decision;
}

/** What a single document, such as the one a Lambda authorizer returns, says about an action on a resource. */
export function evaluateDocument(
  document: unknown,
  action: string,
  resource: string,
  context: RequestContext = {},
): 'allowed' | 'explicitDeny' | 'implicitDeny' {
  const decision = evaluate(parsePolicy(document), { action, resource, context });
  if (decision.allowed) return 'allowed';
  return decision.explicit ? 'explicitDeny' : 'implicitDeny';
}

function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  return (
    coversAction(statement, action) &&
    coversResource(statement, resource) &&
    conditionsHold(statement.conditions, context)
  );
}

function allowingPatterns(statement: Statement, request: AccessRequest, removed: ReadonlySet<string>): string[] {
  const patterns = statement.actions
    ? matchingActions(statement, request.action).filter((pattern) => !removed.has(pattern))
    : [`not ${statement.notActions?.join(', ')}`];
  return patterns.length > 0 && applies(statement, request) ? patterns : [];
}

function coversAction(statement: Statement, action: string): boolean {
  if (statement.actions) return matchingActions(statement, action).length > 0;
  return !statement.notActions?.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
}

function coversResource(statement: Statement, resource: string): boolean {
  if (statement.resources) return statement.resources.some((pattern) => resourceMatches(pattern, resource));
  return !statement.notResources?.some((pattern) => resourceMatches(pattern, resource));
}

function resourceMatches(pattern: string, resource: string): boolean {
  if (pattern.includes('${')) throw new PolicyError(`policy variables are not evaluated (${pattern})`);
  return matches(pattern, resource);
}
