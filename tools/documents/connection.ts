import { readFile } from 'node:fs/promises';
import { parseApiKey } from '../../lambdas/shared/domain/api-key';
import { RagClient } from '../../web/client/rag-client';
import { outputOf, readOutputs } from '../operator/outputs';
import { findToken, sampleTokens } from '../operator/token';

/** Where the API is, and as whom it is called. */
export interface ConnectionOptions {
  readonly outputs: string;
  /** Sample user of the laptop. */
  readonly as: string;
  /** Base of the API, in place of the outputs'. */
  readonly url?: string;
  readonly tokenFile?: string;
}

export interface Connection {
  readonly client: RagClient;
  readonly url: string;
  /** User id of the caller, as permissions name people. */
  readonly userId: string;
  /** Id of a user whom an option names: the laptop's sample users may be called by their names. */
  readonly idOf: (user: string) => string;
}

/** @throws Error that says which address or credential is missing, and how to get one */
export async function connect({ outputs, as, url: given, tokenFile }: ConnectionOptions): Promise<Connection> {
  const url = (given ?? outputOf(await readOutputs(outputs), 'RagApiUrl')).replace(/\/+$/, '');
  const token = await tokenOf(outputs, as, given, tokenFile);
  const samples = given === undefined ? await sampleTokens(outputs) : new Map<string, string>();
  const client = new RagClient({ baseUrl: url, token: () => Promise.resolve(token) });
  const idOf = (user: string) => userIdOf(samples.get(user) ?? '') ?? user;
  const userId = userIdOf(token);
  if (userId === undefined) throw new Error('The credential is neither an access token nor an API key');
  return { client, url, userId, idOf };
}

async function tokenOf(outputs: string, user: string, url: string | undefined, tokenFile: string | undefined) {
  if (tokenFile === undefined && url !== undefined && !process.env.RAG_TOKEN)
    throw new Error('Say with --token-file, or in RAG_TOKEN, as whom to call --url: an access token or an API key.');
  if (tokenFile === undefined) return findToken(outputs, user, 'RAG_TOKEN');
  const text = await readFile(tokenFile, 'utf8').catch(() => {
    throw new Error(`${tokenFile} cannot be read: it should hold an access token or an API key`);
  });
  return text.trim();
}

/** The user that a credential is of, as it says itself: the service alone checks it. Undefined when it is neither token nor key. */
export function userIdOf(credential: string): string | undefined {
  const key = parseApiKey(credential);
  if (key) return `key:${key.keyId}`;
  try {
    const claims: unknown = JSON.parse(Buffer.from(credential.split('.')[1] ?? '', 'base64url').toString());
    const { sub } = claims as { sub?: unknown };
    return typeof sub === 'string' ? sub : undefined;
  } catch {
    return undefined;
  }
}
