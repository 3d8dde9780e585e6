import { createKey } from '../keys/api-keys';
import { documentClientOf, type Operator } from '../operator/platform-table';
import type { Issuer } from './identity/issuer';
import { sampleUsers, type User } from './identity/user';

/** What `.local/credentials.json` holds: fresh tokens and keys of one run, for people, scripts and tests. */
export interface LocalCredentials {
  readonly users: Readonly<Record<string, { readonly token: string } & Omit<User, 'name'>>>;
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Reaches the engines themselves, and may do all. */
  readonly operator: Operator;
}

const tokenSeconds = 24 * 3600;
const keySeconds = 24 * 3600;

/** Signs in the sample users and makes an API key for a machine of their organisation. */
export async function createCredentials(
  issuer: Issuer,
  operator: Operator,
  platformTableName: string,
): Promise<LocalCredentials> {
  const users = sampleUsers.map(async ({ name, ...user }) => {
    const token = await issuer.accessToken({ name, ...user }, { lifetime: tokenSeconds });
    return [name, { token, ...user }] as const;
  });
  const now = Math.floor(Date.now() / 1000);
  const { key } = await createKey(
    { document: documentClientOf(operator), tableName: platformTableName },
    {
      name: 'service',
      org: 'acme',
      tier: 'paid',
      clearance: 1,
      scopes: ['chat', 'rag', 'fraud', 'streaming'],
      expiresAt: now + keySeconds,
    },
    now,
  );
  return { users: Object.fromEntries(await Promise.all(users)), apiKeys: { service: key }, operator };
}
