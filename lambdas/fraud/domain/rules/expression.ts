import { type ASTNode, Environment } from '@marcbachmann/cel-js';

/** What a rule's condition may name. Features that are not known are NaN: nothing compares with them, whichever way. */
export interface Facts {
  readonly payment: PaymentFacts;
  /** By name, as `features-of.ts` lists them. */
  readonly features: Readonly<Record<string, number>>;
  /** What streaming knows of the payment's entities, by name; what is missing is not known. */
  readonly stream?: Readonly<Record<string, number>>;
  /** On which list each of the payment's entities is: `allow`, `block` or empty. */
  readonly lists: Readonly<Record<ListedKind, string>>;
  /** Probability of fraud by the model; NaN where there was none. */
  readonly score: number;
}

export interface PaymentFacts {
  /** Minor units of the stage's own currency. */
  readonly amount: number;
  readonly currency: string;
  /** Empty where it is not told. */
  readonly country: string;
  readonly merchant: string;
  /** Hour of the day in UTC, from 0 to 24. */
  readonly hour: number;
}

export const listedKinds = ['card', 'account', 'device', 'ip', 'merchant'] as const;
export type ListedKind = (typeof listedKinds)[number];

/** A condition that was checked, and can be asked. */
export type Condition = (facts: Facts) => boolean;

/** Why a text is no condition, in words that its author can act on. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Far more than a person writes, and a bound on the work of one rule. */
const limits = { maxAstNodes: 200, maxDepth: 24, maxListElements: 100, maxCallArguments: 4, maxMapEntries: 0 };

/**
 * What conditions are made of. Left out of the language: regular expressions, whose time may explode, loops over lists, and times,
 * which would make the same payment decided otherwise later.
 */
const operators: ReadonlySet<string> = new Set([
  ...['value', 'id', '.', 'list', 'in', '?:', '&&', '||', '!_', '-_'],
  ...['==', '!=', '<', '<=', '>', '>=', '+', '-', '*', '/', '%'],
]);
const functions: ReadonlySet<string> = new Set(['startsWith', 'endsWith', 'contains', 'size', 'double', 'int']);

/** Numbers without a point are whole numbers to CEL, which has no arithmetic between them and features. */
const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
};

const fields = <Names extends readonly string[]>(names: Names, type: string) =>
  Object.fromEntries(names.map((name) => [name, type]));

/** Features of streaming that a condition names. */
export const streamNamesIn = (text: string): string[] =>
  [...text.matchAll(/\bstream\.(\w+)/g)].map(([, name = '']) => name);

/**
 * Reads conditions that name these features.
 *
 * @param streamNames features of streaming that may be named, as `stream.<name>`
 */
export function createExpressions(featureNames: readonly string[], streamNames: readonly string[] = []) {
  const unknown = Object.fromEntries(streamNames.map((name) => [name, Number.NaN]));
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits })
    .registerVariable('payment', {
      schema: { amount: 'double', currency: 'string', country: 'string', merchant: 'string', hour: 'double' },
    })
    .registerVariable('features', { schema: fields(featureNames, 'double') })
    .registerVariable('stream', { schema: fields(streamNames, 'double') })
    .registerVariable('lists', { schema: fields(listedKinds, 'string') })
    .registerVariable('score', 'double');
  for (const [sign, compute] of Object.entries(arithmetic)) {
    const mixed = (left: number | bigint, right: number | bigint) => compute(Number(left), Number(right));
    environment.registerOperator(`double ${sign} int`, mixed);
    environment.registerOperator(`int ${sign} double`, mixed);
  }

  /** @throws ExpressionError that says what is wrong and where */
  return function compile(text: string): Condition {
    const { valid, type, error } = checked(environment, text);
    if (!valid) throw new ExpressionError(error?.message ?? 'This is no expression');
    if (type !== 'bool') throw new ExpressionError(`A condition is true or false; this one is of type ${type}`);
    const evaluate = environment.parse(text);
    refuseUnknown(evaluate.ast);
    return (facts) => evaluate({ ...facts, stream: { ...unknown, ...facts.stream } }) === true;
  };
}
export type Compile = ReturnType<typeof createExpressions>;

function checked(environment: Environment, text: string) {
  try {
    const { valid, type, error } = environment.check(text);
    return { valid, type: String(type), error };
  } catch (error) {
    return { valid: false, type: '', error: error as Error };
  }
}

/** Walks the parsed text; what the library calls an operator or a function has to be one of ours. */
function refuseUnknown(node: ASTNode): void {
  const { op, args } = node as { op: string; args: unknown };
  if (op === 'call' || op === 'rcall') {
    const name = String((args as readonly unknown[])[0]);
    if (!functions.has(name))
      throw new ExpressionError(`${name}() may not be used in a rule; there are ${[...functions].join(', ')}`);
  } else if (!operators.has(op)) throw new ExpressionError(`${op} may not be used in a rule`);
  for (const part of [args].flat(3)) if (isNode(part)) refuseUnknown(part);
}

const isNode = (part: unknown): part is ASTNode => typeof part === 'object' && part !== null && 'op' in part;
