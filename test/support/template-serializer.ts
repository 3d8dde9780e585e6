import type { NewPlugin } from 'pretty-format';

/** What changes with every edit of a handler and says nothing about the infrastructure. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/(CurrentVersion|LambdaVersion|Deployment)([A-Za-z]*?)[0-9a-f]{32,}\b/g, '$1$2<hash>'],
];

const isVolatile = (text: string) => volatile.some(([pattern]) => text.search(pattern) >= 0);
const normalise = (text: string) => volatile.reduce((done, [pattern, name]) => done.replace(pattern, name), text);

/** Replaces asset hashes, and the hashes in the logical ids of versions and deployments, in template snapshots. */
export const templateSerializer: NewPlugin = {
  test: (value) => typeof value === 'string' && isVolatile(value),
  serialize: (value: string, config, indentation, depth, refs, printer) =>
    printer(normalise(value), config, indentation, depth, refs),
};
