/** Segments of a construct path that say what kind of thing it is, which its type says already. */
const kinds = new Set([
  ...[
    'Resource',
    'Default',
    'Function',
    'Live',
    'Table',
    'Bucket',
    'Queue',
    'Stream',
    'Topic',
    'Api',
    'Domain',
    'WebAcl',
  ],
  ...['Alarm', 'Role', 'Policy', 'Key', 'Rule', 'Dashboard', 'Stage', 'Function-v1', 'Fn'],
]);

/** Words that need the one before them: a worker of what, failures of what. */
const vague = new Set([
  ...['Authorizer', 'RequestAuthorizer', 'Worker', 'Source', 'Failures', 'DeadLetters', 'DLQ', 'DeadLetterQueue'],
  ...[
    'Delivery',
    'Users',
    'Logs',
    'AccessLogs',
    'Access',
    'Errors',
    'Read',
    'Write',
    'Mapping',
    'Client',
    'Brake',
    'Consumer',
  ],
  ...['Throttles', 'Handler', 'Main', 'DefaultPolicy', 'ServiceRole', 'Database', 'Service', 'Cluster', 'Lambda'],
]);

/**
 * A name for people from a construct path, without its stack: `prod-rag/Ingestion/Worker/Function/Resource` gives
 * `Ingestion worker`.
 */
export function readableName(path: string, logicalId: string): string {
  const segments = path
    .split('/')
    .slice(1)
    .filter((segment) => segment !== '');
  if (segments.length === 0) return sentence([logicalId.replace(/[0-9A-F]{8}$/, '')]);
  const own = withoutKinds(segments);
  const last = own.at(-1) as string;
  const before = own.at(-2);
  return sentence(before && vague.has(last) ? [before, last] : [last]);
}

function withoutKinds(segments: readonly string[]): readonly string[] {
  const kept = [...segments];
  while (kept.length > 1 && kinds.has(kept.at(-1) as string)) kept.pop();
  const distinct = kept.filter((segment, index) => segment !== kept[index - 1]);
  return distinct.filter((segment, index) => index === distinct.length - 1 || !kinds.has(segment));
}

/** `GetUsage` and `Paid` as words, the first with a capital; short runs of capitals stay. */
function sentence(segments: readonly string[]): string {
  const words = segments
    .flatMap((segment) =>
      segment
        .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
        .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
        .split(/[\s_-]+/),
    )
    .filter((word) => word !== '')
    .map((word) => (/^[A-Z]{2,}s?$/.test(word) ? word : word.toLowerCase()));
  const text = words.join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
