import { z } from 'zod';

/** All that is wrong with the configuration, each line naming the key, its value and what was expected. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    const lines = problems.map((problem) => `  - ${problem}`).join('\n');
    super(`The configuration is not usable, nothing was synthesized:\n${lines}`);
    this.name = 'ConfigError';
  }
}

/**
 * Checks a value of the configuration.
 *
 * @param key where the value stands, such as `stages.dev`
 * @param problems takes one line for every problem found
 * @returns the value as the schema gives it, or undefined when there was a problem
 */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  key: string,
  problems: string[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  problems.push(...result.error.issues.flatMap((issue) => describe(issue, value, key, schema)));
  return undefined;
}

function describe(issue: z.core.$ZodIssue, root: unknown, key: string, schema: z.ZodType): string[] {
  const at = [key, ...issue.path.map(String)].join('.');
  const value = valueAt(root, issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = oneOf(keysAt(schema, issue.path));
    return issue.keys.map((name) => `${at}.${name} = ${show(valueAt(value, [name]))}: unknown key, expected ${known}`);
  }
  if (issue.code === 'invalid_key') {
    return [`${at}: expected ${issue.issues.map((inner) => inner.message).join(', ')}`];
  }
  if (value === undefined) return [`${at}: missing, expected ${expectation(issue)}`];
  return [`${at} = ${show(value)}: expected ${expectation(issue)}`];
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}${unit(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${unit(issue.origin)}`;
    case 'invalid_union':
      return issue.errors.map((branch) => branch.map(inBranch).join(' and ')).join(', or ');
    default:
      return issue.message.replace(/^Invalid /, 'a valid ');
  }
}

/** What one form of a value with several forms would need. */
function inBranch(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `no ${issue.keys.join(', ')}`;
  return [issue.path.join('.'), expectation(issue)].filter(Boolean).join(': ');
}

/** Keys that an object of the schema may have. */
function keysAt(schema: unknown, path: readonly PropertyKey[]): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return keysAt(schema.unwrap(), path);
  if (!(schema instanceof z.ZodObject)) return [];
  const [next, ...rest] = path;
  return next === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(next)], rest);
}

function unit(origin: string): string {
  if (origin === 'array') return ' entries';
  return origin === 'string' ? ' characters' : '';
}

function article(type: string): string {
  return `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), root);
}

/** `a, b or c`. */
export function oneOf(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? 'nothing';
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

export function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

/** Objects are merged key by key; anything else, lists included, is replaced. */
export function merge(base: unknown, over: unknown): unknown {
  if (!isMap(base) || !isMap(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, merge(base[key], over[key])]));
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !Array.isArray(value);
}
