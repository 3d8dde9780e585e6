import { matches } from './pattern';

/** Condition block of a statement: operator -> context key -> expected values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/** A statement of a policy document with every field in list form. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: Conditions;
  /** Principals by kind (`AWS`, `Service`, `Federated`); absent in policies of roles. */
  readonly principals?: Readonly<Record<string, readonly string[]>>;
}

/** A policy document that cannot be evaluated. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}

const knownFields = new Set([
  ...['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition', 'Principal'],
]);

/**
 * Reads a policy document whose intrinsic functions are resolved.
 * @throws PolicyError on a field that is not evaluated here
 */
export function parsePolicy(document: unknown): Statement[] {
  if (typeof document !== 'object' || document === null) throw new PolicyError('a policy document must be an object');
  const statements = (document as { readonly Statement?: unknown }).Statement;
  return asList(statements).map((statement) => parseStatement(statement as Record<string, unknown>));
}

function parseStatement(statement: Readonly<Record<string, unknown>>): Statement {
  const unknown = Object.keys(statement).find((field) => !knownFields.has(field));
  if (unknown) throw new PolicyError(`statement field ${unknown} is not evaluated`);
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicyError(`Effect must be Allow or Deny, not ${effect}`);
  return {
    effect,
    actions: optionalTexts(statement.Action),
    notActions: optionalTexts(statement.NotAction),
    resources: optionalTexts(statement.Resource),
    notResources: optionalTexts(statement.NotResource),
    conditions: parseConditions(statement.Condition),
    principals: parsePrincipals(statement.Principal),
  };
}

function parseConditions(block: unknown): Conditions {
  const operators = Object.entries((block ?? {}) as Record<string, Record<string, unknown>>);
  return Object.fromEntries(operators.map(([operator, keys]) => [operator, textLists(keys)]));
}

function parsePrincipals(principal: unknown): Statement['principals'] {
  if (principal === undefined) return undefined;
  return principal === '*' ? { AWS: ['*'] } : textLists(principal as Record<string, unknown>);
}

function textLists(record: Readonly<Record<string, unknown>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, asList(value).map(String)]));
}

function optionalTexts(value: unknown): string[] | undefined {
  return value === undefined ? undefined : asList(value).map(String);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** The action patterns of an allowing statement that cover an action. */
export function matchingActions(statement: Statement, action: string): string[] {
  return (statement.actions ?? []).filter((pattern) => matches(pattern.toLowerCase(), action.toLowerCase()));
}
