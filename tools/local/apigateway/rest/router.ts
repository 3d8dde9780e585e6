import type { RestMethod } from './rest-api';

export interface Match {
  readonly method: RestMethod;
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** A resource path as an expression over request paths. */
interface Pattern {
  readonly expression: RegExp;
  readonly names: readonly string[];
  /** One digit a part (0 literal, 1 parameter, 2 greedy): the smallest string is the closest match. */
  readonly rank: string;
}

/**
 * Finds the method for a request: a literal path part wins over a parameter, a parameter over `{proxy+}`,
 * and a method of its own over `ANY`.
 *
 * @param path below the stage, such as `/v1/models`
 */
export function route(methods: readonly RestMethod[], httpMethod: string, path: string): Match | undefined {
  let best: { match: Match; rank: string } | undefined;
  for (const method of methods) {
    if (method.httpMethod !== httpMethod && method.httpMethod !== 'ANY') continue;
    const pattern = compile(method.resourcePath);
    const found = pattern.expression.exec(path);
    if (!found) continue;
    const rank = pattern.rank + (method.httpMethod === 'ANY' ? '1' : '0');
    if (best && best.rank <= rank) continue;
    const parameters = pattern.names.map((name, index) => [name, decode(found[index + 1] ?? '')]);
    best = { match: { method, pathParameters: Object.fromEntries(parameters) }, rank };
  }
  return best?.match;
}

function compile(resourcePath: string): Pattern {
  const names: string[] = [];
  let expression = '';
  let rank = '';
  for (const part of resourcePath.split('/').slice(1)) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) {
      expression += `/${part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
      rank += '0';
      continue;
    }
    names.push(name);
    expression += greedy ? '/(.+)' : '/([^/]+)';
    rank += greedy ? '2' : '1';
  }
  return { expression: new RegExp(`^${expression}$`), names, rank };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
