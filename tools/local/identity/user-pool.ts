import { z } from 'zod';
import type { ResolvedResource } from '../types';

/** An app client that signs people in by pages. */
export interface AppClient {
  readonly clientId: string;
  /** Addresses that people may be sent back to with a code. */
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

/** What the laptop needs of a Cognito user pool and its app clients. */
export interface UserPool {
  readonly poolId: string;
  readonly region: string;
  /** The pool's first client, for programs. */
  readonly clientId: string;
  /** Clients with pages. */
  readonly signInClients: readonly AppClient[];
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

const clientSchema = z.looseObject({
  AllowedOAuthFlows: z.array(z.string()).default([]),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
});

/** The one user pool of the assembly with its clients; undefined where there is none. */
export function readUserPool(
  pools: readonly ResolvedResource[],
  clients: readonly ResolvedResource[],
): UserPool | undefined {
  const [pool] = pools;
  if (!pool) return undefined;
  if (pools.length > 1)
    throw new Error(`One user pool is served; the assembly has ${pools.map(({ path }) => path).join(', ')}`);
  const ofPool = clients.filter(({ properties }) => properties.UserPoolId === pool.ref);
  const [client] = ofPool;
  if (!client) throw new Error(`${pool.path} has no app client`);
  const parsed = poolSchema.safeParse(pool.properties);
  if (!parsed.success) throw new Error(`${pool.path} is not served as written: ${z.prettifyError(parsed.error)}`);
  const { LambdaConfig, Schema = [] } = parsed.data;
  return {
    poolId: pool.ref,
    region: pool.region,
    clientId: client.ref,
    signInClients: ofPool.flatMap(readSignInClient),
    triggerRef: LambdaConfig?.PreTokenGenerationConfig?.LambdaArn,
    customAttributes: Schema.map(({ Name }) => Name)
      .filter((name) => !standardAttributes.has(name))
      .map((name) => `custom:${name}`),
  };
}

function readSignInClient({ ref, properties }: ResolvedResource): AppClient[] {
  const { AllowedOAuthFlows, CallbackURLs, LogoutURLs } = clientSchema.parse(properties);
  return AllowedOAuthFlows.includes('code')
    ? [{ clientId: ref, callbackUrls: CallbackURLs, logoutUrls: LogoutURLs }]
    : [];
}
