import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OPERATIONS_SCOPE } from '../../lambdas/streaming/domain/access';

const designs = join(__dirname, '../../lib/designs');

/** What a key may be for: each design, by the name of its folder, and what needs a scope of its own. */
export const knownScopes = (): string[] => [
  ...readdirSync(designs, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort(),
  OPERATIONS_SCOPE,
];

/**
 * Scopes as they are given, such as `chat,rag`.
 *
 * @throws Error that names what is no scope, and what there is
 */
export function parseScopes(text: string): string[] {
  const known = knownScopes();
  const asked = text.split(',').map((scope) => scope.trim());
  const unknown = asked.filter((scope) => !known.includes(scope));
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is no scope: expected some of ${known.join(', ')}`);
  return asked;
}
