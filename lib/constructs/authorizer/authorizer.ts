import type { Construct } from 'constructs';
import type { AuthorizeEnv } from '../../../lambdas/identity/env';
import type { RegionPlatform } from '../../platform/platform';
import { BlueprintFunction } from '../function/function';

export interface AuthorizerProps {
  readonly platform: RegionPlatform;
  /** The socket one also takes one-time tickets. */
  readonly kind: 'socket' | 'request';
  /** Name of the design as people read it. */
  readonly design: string;
  /** Scope that an API key needs. */
  readonly requiredScope: string;
  /** Environments kept warm; 0 keeps none. */
  readonly provisionedConcurrency: number;
}

/** The function that decides who may use an API. */
export function authorizerFunction(scope: Construct, id: string, props: AuthorizerProps): BlueprintFunction {
  const { platform, kind } = props;
  const { issuer, jwksUrl, clientId } = platform.identity;
  const authorizer = new BlueprintFunction<AuthorizeEnv>(scope, id, {
    foundation: platform,
    entry: `lambdas/identity/authorize-${kind}.handler.ts`,
    description: `${props.design}: decides who may use the ${kind === 'socket' ? 'WebSocket' : 'REST'} API`,
    environment: {
      PLATFORM_TABLE_NAME: platform.table.tableName,
      JWT_ISSUER: issuer,
      JWT_CLIENT_ID: clientId,
      JWKS_URL: jwksUrl,
      REQUIRED_SCOPE: props.requiredScope,
    },
    provisionedConcurrency: props.provisionedConcurrency,
    errorAlarm: {
      noAlarmBecause:
        'An authorizer refuses by throwing, so every bad credential counts as an error; ' +
        'what is wrong with itself shows in the 5xx and execution errors of its API, which have alarms.',
    },
  });
  platform.table.grant(authorizer, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  if (kind === 'socket') platform.table.grant(authorizer, 'dynamodb:DeleteItem');
  return authorizer;
}
