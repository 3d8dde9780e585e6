import { z } from 'zod';
import type { ResolvedResource } from '../types';

/** What the laptop needs of a Cognito user pool and its app client. */
export interface UserPool {
  readonly poolId: string;
  readonly region: string;
  readonly clientId: string;
  /** Pre-token-generation trigger (V2) that shapes access tokens. */
  readonly triggerRef: string | undefined;
  /** Names of the custom attributes, as tokens know them: `custom:org`. */
  readonly customAttributes: readonly string[];
}

const standardAttributes = new Set([
  'email',
  'name',
  'given_name',
  'family_name',
  'phone_number',
  'preferred_username',
  'locale',
]);

const poolSchema = z.looseObject({
  LambdaConfig: z
    .strictObject({
      PreTokenGeneration: z.string().optional(),
      PreTokenGenerationConfig: z.strictObject({ LambdaArn: z.string(), LambdaVersion: z.literal('V2_0') }).optional(),
    })
    .optional(),
  Schema: z.array(z.looseObject({ Name: z.string() })).optional(),
});

/** The one user pool of the assembly with its first client; undefined where there is none. */
export function readUserPool(
  pools: readonly ResolvedResource[],
  clients: readonly ResolvedResource[],
): UserPool | undefined {
  const [pool] = pools;
  if (!pool) return undefined;
  if (pools.length > 1)
    throw new Error(`One user pool is served; the assembly has ${pools.map(({ path }) => path).join(', ')}`);
  const client = clients.find(({ properties }) => properties.UserPoolId === pool.ref);
  if (!client) throw new Error(`${pool.path} has no app client`);
  const parsed = poolSchema.safeParse(pool.properties);
  if (!parsed.success) throw new Error(`${pool.path} is not served as written: ${z.prettifyError(parsed.error)}`);
  const { LambdaConfig, Schema = [] } = parsed.data;
  return {
    poolId: pool.ref,
    region: pool.region,
    clientId: client.ref,
    triggerRef: LambdaConfig?.PreTokenGenerationConfig?.LambdaArn,
    customAttributes: Schema.map(({ Name }) => Name)
      .filter((name) => !standardAttributes.has(name))
      .map((name) => `custom:${name}`),
  };
}
