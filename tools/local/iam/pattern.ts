const compiled = new Map<string, RegExp>();

/** Whether text fits a pattern in which `*` stands for any characters and `?` for one. Case counts. */
export function matches(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true;
  if (!/[*?]/.test(pattern)) return false;
  const known = compiled.get(pattern);
  if (known) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  const expression = new RegExp(`^${source}$`, 's');
  compiled.set(pattern, expression);
  return expression.test(text);
}

/** Like `matches`, for ARNs: a wildcard does not reach over the colons between the first five parts. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  const patternParts = split(pattern);
  const arnParts = split(arn);
  return patternParts.length === arnParts.length && patternParts.every((part, i) => matches(part, arnParts[i] ?? ''));
}

function split(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
