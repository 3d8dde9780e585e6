import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const credentialsSchema = z.object({ users: z.record(z.string(), z.object({ token: z.string() })) });

/**
 * What to authenticate with: the value of an environment variable, else the laptop's token of a sample user, which is kept beside
 * its outputs.
 *
 * @throws Error that says how to get one
 */
export async function findToken(
  outputsFile: string,
  user: string,
  variable: 'CHAT_TOKEN' | 'FRAUD_TOKEN' | 'RAG_TOKEN' | 'STREAMING_TOKEN',
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const { [variable]: given } = env;
  if (given) return given;
  const file = join(dirname(outputsFile), 'credentials.json');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`Set ${variable} to an access token or API key: there is no ${file}, which the laptop writes.`);
  });
  const { users } = credentialsSchema.parse(JSON.parse(text));
  const found = users[user];
  if (!found) throw new Error(`There is no sample user ${user}; there are ${Object.keys(users).join(', ')}`);
  return found.token;
}

/** Tokens of the laptop's sample users by name; none against a deployment. */
export async function sampleTokens(outputsFile: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(dirname(outputsFile), 'credentials.json'), 'utf8').catch(() => '{"users":{}}');
  const { users } = credentialsSchema.parse(JSON.parse(text));
  return new Map(Object.entries(users).map(([name, { token }]) => [name, token]));
}

const keysSchema = z.object({ apiKeys: z.record(z.string(), z.string()) });

/**
 * An API key: the value of an environment variable, else the laptop's key of a name, which is kept beside its outputs.
 *
 * @param local whether the laptop's may be used: its key is nothing to an address that was given
 * @throws Error that says how to get one
 */
export async function findKey(
  outputsFile: string,
  name: string,
  variable: 'FRAUD_API_KEY' | 'STREAMING_API_KEY',
  local: boolean,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const { [variable]: given } = env;
  if (given) return given;
  const file = join(dirname(outputsFile), 'credentials.json');
  const text = local ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
  const key = text === undefined ? undefined : keysSchema.parse(JSON.parse(text)).apiKeys[name];
  if (key !== undefined) return key;
  const why = local ? `there is no ${file} with one, which the laptop writes` : 'the address was given';
  throw new Error(`Set ${variable} to an API key (\`npm run keys -- create --help\`): ${why}.`);
}
