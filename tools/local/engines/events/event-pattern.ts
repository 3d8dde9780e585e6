/** What an event has to look like: for each field the values it may have, or fields of its own. */
export type EventPattern = { readonly [field: string]: EventPattern | readonly Matcher[] };

type Matcher = string | number | boolean | null | Operator;

type Operator =
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly 'anything-but': string | readonly string[] };

const operators = ['prefix', 'suffix', 'wildcard', 'anything-but'];

/**
 * Reads a rule's pattern.
 *
 * @throws Error on an operator that is not served, so that no event is let through that AWS would hold back
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function parseEventPattern(pattern: unknown, where = 'EventPattern'): EventPattern {
  if (!isObject(pattern)) throw new Error(`${where} is no event pattern`);
  for (const [field, expected] of Object.entries(pattern)) {
    const path = `${where}.${field}`;
    if (field === '$or') throw new Error(`${path} is not served on the laptop`);
    if (Array.isArray(expected)) for (const matcher of expected) checkMatcher(matcher, path);
    else parseEventPattern(expected, path);
  }
  return pattern as EventPattern;
}

function checkMatcher(matcher: unknown, path: string): void {
  if (!isObject(matcher)) return;
  const [operator = 'none', ...more] = Object.keys(matcher);
  const value = matcher[operator];
  const isText = typeof value === 'string';
  const isList = operator === 'anything-but' && Array.isArray(value) && value.every((each) => typeof each === 'string');
  if (more.length === 0 && operators.includes(operator) && (isText || isList)) return;
  throw new Error(`${path} uses ${JSON.stringify(matcher)}, which is not served on the laptop`);
}

export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  if (!isObject(event)) return false;
  return Object.entries(pattern).every(([field, expected]) => {
    const value = event[field];
    if (!isList(expected)) return matchesPattern(expected, value);
    const values = Array.isArray(value) ? value : [value];
    return values.some((each) => expected.some((matcher) => matches(matcher, each)));
  });
}

function matches(matcher: Matcher, value: unknown): boolean {
  if (typeof matcher !== 'object' || matcher === null) return matcher === value;
  if ('anything-but' in matcher)
    return value !== undefined && ![matcher['anything-but']].flat().includes(String(value));
  if (typeof value !== 'string') return false;
  if ('prefix' in matcher) return value.startsWith(matcher.prefix);
  if ('suffix' in matcher) return value.endsWith(matcher.suffix);
  const parts = matcher.wildcard.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's').test(value);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: EventPattern | readonly Matcher[]): value is readonly Matcher[] => Array.isArray(value);
