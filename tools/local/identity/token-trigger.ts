import { z } from 'zod';
import type { FunctionInvoker } from '../types';
import { attributesOf, type User } from './user';
import type { UserPool } from './user-pool';

/** Claims that Cognito keeps to itself: a trigger that sets one has no effect in AWS, so the laptop refuses it. */
const reserved = new Set([
  ...['iss', 'sub', 'exp', 'iat', 'auth_time', 'jti', 'origin_jti', 'event_id', 'token_use', 'client_id', 'username'],
  ...['version', 'device_key', 'nonce', 'at_hash'],
]);

const scopes = z.array(z.string()).nullish();

const answerSchema = z.looseObject({
  response: z.looseObject({
    claimsAndScopeOverrideDetails: z
      .strictObject({
        accessTokenGeneration: z
          .strictObject({
            claimsToAddOrOverride: z.record(z.string(), z.unknown()).nullish(),
            claimsToSuppress: z.array(z.string()).nullish(),
            scopesToAdd: scopes,
            scopesToSuppress: scopes,
          })
          .nullish(),
        idTokenGeneration: z.unknown().optional(),
        groupOverrideDetails: z.unknown().optional(),
      })
      .nullish(),
  }),
});

/** What the trigger made of a token: claims to add, claims to leave out, and the scopes. */
export interface TokenShape {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
  readonly scopes: readonly string[];
}

const defaultScopes = ['aws.cognito.signin.user.admin'];

/** Runs the pool's pre-token-generation trigger, version 2, as a sign-in does. */
export async function shapeToken(functions: FunctionInvoker, pool: UserPool, user: User): Promise<TokenShape> {
  if (pool.triggerRef === undefined) return { add: {}, suppress: [], scopes: defaultScopes };
  const result = await functions.invoke(pool.triggerRef, triggerEvent(pool, user));
  if (!result.ok) throw new Error(`Pre-token-generation trigger failed: ${result.errorType}: ${result.errorMessage}`);
  const parsed = answerSchema.safeParse(result.payload);
  if (!parsed.success) throw new Error(`Pre-token-generation trigger: ${z.prettifyError(parsed.error)}`);
  const changes = parsed.data.response.claimsAndScopeOverrideDetails?.accessTokenGeneration;
  const add = changes?.claimsToAddOrOverride ?? {};
  for (const name of Object.keys(add)) {
    if (reserved.has(name)) throw new Error(`Pre-token-generation trigger sets ${name}, which Cognito does not allow`);
  }
  const kept = defaultScopes.filter((scope) => !changes?.scopesToSuppress?.includes(scope));
  return { add, suppress: changes?.claimsToSuppress ?? [], scopes: [...kept, ...(changes?.scopesToAdd ?? [])] };
}

function triggerEvent(pool: UserPool, user: User) {
  const attributes = Object.entries(attributesOf(user)).filter(
    // An attribute that the pool does not declare cannot hold a value.
    ([name]) => !name.startsWith('custom:') || pool.customAttributes.includes(name),
  );
  return {
    version: '2',
    triggerSource: 'TokenGeneration_Authentication',
    region: pool.region,
    userPoolId: pool.poolId,
    userName: user.name,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: pool.clientId },
    request: {
      userAttributes: Object.fromEntries(attributes),
      groupConfiguration: { groupsToOverride: [...user.groups], iamRolesToOverride: [], preferredRole: null },
      scopes: defaultScopes,
    },
    response: { claimsAndScopeOverrideDetails: null },
  };
}
