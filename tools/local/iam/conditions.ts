import { carriesLeadingKeys } from './partition-keys';
import { matches, matchesArn } from './pattern';
import { type Conditions, PolicyError, type Statement } from './policy';

/** Values of the condition keys that a request carries; a list for keys with several values. */
export type RequestContext = Readonly<Record<string, string | readonly string[] | undefined>>;

type Test = (actual: string, expected: string) => boolean;

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (actual, expected) => actual === expected,
  StringEqualsIgnoreCase: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  StringLike: (actual, expected) => matches(expected, actual),
  ArnEquals: (actual, expected) => matchesArn(expected, actual),
  ArnLike: (actual, expected) => matchesArn(expected, actual),
  Bool: (actual, expected) => actual.toLowerCase() === expected.toLowerCase(),
  NumericEquals: (actual, expected) => Number(actual) === Number(expected),
  NumericLessThan: (actual, expected) => Number(actual) < Number(expected),
  NumericLessThanEquals: (actual, expected) => Number(actual) <= Number(expected),
  NumericGreaterThan: (actual, expected) => Number(actual) > Number(expected),
  NumericGreaterThanEquals: (actual, expected) => Number(actual) >= Number(expected),
};

const negated: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
};

/**
 * Whether every condition of a statement holds.
 * @throws PolicyError on an operator that is not evaluated here
 */
export function conditionsHold(conditions: Conditions, context: RequestContext): boolean {
  return Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, expected]) => holds(operator, expected, valuesOf(context, key))),
  );
}

/** Condition keys that the laptop's calls carry where they carry them in AWS. */
const suppliedKeys = new Set(
  [
    ...['aws:PrincipalAccount', 'aws:PrincipalArn', 'aws:PrincipalServiceName', 'aws:RequestedRegion'],
    ...['aws:ResourceAccount', 'aws:SecureTransport', 'aws:SourceAccount', 'aws:SourceArn'],
    ...['bedrock:InferenceProfileArn', 'dynamodb:LeadingKeys'],
    ...['kms:CallerAccount', 'kms:ViaService', 'lambda:SourceFunctionArn'],
    ...['s3:prefix', 's3:TlsVersion'],
  ].map((key) => key.toLowerCase()),
);

/**
 * Refuses conditions that would be decided on nothing, before a request depends on them.
 * @throws PolicyError on an operator or a key that is not evaluated here
 */
export function refuseUnknownConditions({ conditions, actions = ['any action'] }: Statement): void {
  for (const [operator, keys] of Object.entries(conditions)) {
    if (operator !== 'Null') testOf(parseOperator(operator).name, operator);
    const unknown = Object.keys(keys).find((key) => !suppliedKeys.has(key.toLowerCase()));
    if (unknown) throw new PolicyError(`condition key ${unknown} is not evaluated`);
    const leadingKeys = Object.keys(keys).find((key) => key.toLowerCase() === 'dynamodb:leadingkeys');
    const without = leadingKeys && actions.find((action) => !carriesLeadingKeys(action));
    if (without) throw new PolicyError(`condition key ${leadingKeys} is not evaluated for ${without}`);
  }
}

/** Condition keys are not case sensitive. */
function valuesOf(context: RequestContext, key: string): readonly string[] | undefined {
  const name = Object.keys(context).find((known) => known.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return value === undefined ? undefined : [value].flat();
}

function holds(operator: string, expected: readonly string[], actual: readonly string[] | undefined): boolean {
  if (operator === 'Null') return expected.includes(String(actual === undefined));
  const { quantifier, name, ifExists } = parseOperator(operator);
  const positive = negated[name];
  const test = testOf(name, operator);
  if (actual === undefined) return ifExists || quantifier === 'ForAllValues' || positive !== undefined;
  const fits = (value: string) => expected.some((wanted) => test(value, wanted)) === (positive === undefined);
  return quantifier === 'ForAllValues' || (positive && !quantifier) ? actual.every(fits) : actual.some(fits);
}

function testOf(name: string, operator: string): Test {
  const test = tests[negated[name] ?? name];
  if (!test) throw new PolicyError(`condition operator ${operator} is not evaluated`);
  return test;
}

function parseOperator(operator: string) {
  const [, quantifier, base = operator] = /^(?:(ForAllValues|ForAnyValue):)?(.+)$/.exec(operator) ?? [];
  return { quantifier, name: base.replace(/IfExists$/, ''), ifExists: base.endsWith('IfExists') };
}
