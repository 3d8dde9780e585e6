/**
 * Evaluates the few clauses of the query language that permission filters use, from its documentation and from nothing of the
 * product: fields with several values match when one of them does, an unknown clause is an error.
 */
export function matches(clause: unknown, document: unknown): boolean {
  const [[kind, body] = ['', undefined], ...more] = Object.entries(clause as Record<string, unknown>);
  if (more.length > 0) throw new Error('A clause has one kind');
  if (kind === 'bool') return bool(body as Record<string, unknown>, document);
  const [[field, wanted] = ['', undefined]] = Object.entries(body as Record<string, unknown>);
  const values = valuesOf(document, field);
  if (kind === 'term') return values.includes(wanted);
  if (kind === 'terms') return (wanted as unknown[]).some((each) => values.includes(each));
  if (kind === 'range') return values.some((value) => inRange(value as number, wanted as Record<string, number>));
  throw new Error(`Unknown clause ${kind}`);
}

function bool(body: Record<string, unknown>, document: unknown): boolean {
  const { filter = [], should = [], minimum_should_match: least, ...unknown } = body;
  if (Object.keys(unknown).length > 0) throw new Error(`Unknown in bool: ${Object.keys(unknown)}`);
  const needed = (least as number | undefined) ?? ((filter as unknown[]).length > 0 ? 0 : 1);
  const hits = (should as unknown[]).filter((each) => matches(each, document)).length;
  return (
    (filter as unknown[]).every((each) => matches(each, document)) &&
    ((should as unknown[]).length === 0 || hits >= needed)
  );
}

function valuesOf(document: unknown, path: string): unknown[] {
  const found = path
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document);
  return Array.isArray(found) ? found : [found];
}

function inRange(value: number, wanted: Record<string, number>): boolean {
  const compare: Record<string, (limit: number) => boolean> = {
    lte: (limit) => value <= limit,
    lt: (limit) => value < limit,
    gte: (limit) => value >= limit,
    gt: (limit) => value > limit,
  };
  return Object.entries(wanted).every(([name, limit]) => {
    const holds = compare[name];
    if (!holds) throw new Error(`Unknown in range: ${name}`);
    return holds(limit);
  });
}
