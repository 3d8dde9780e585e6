import type { Construct } from 'constructs';
import type { AuthorizeEnv } from '../../../lambdas/identity/env';
import { BlueprintFunction } from '../../constructs/function/function';
import { type ChatContext, requiredScope } from './chat-context';

/** The function that decides who may use one of the APIs. The socket one also takes one-time tickets. */
export function authorizerFunction(scope: Construct, kind: 'socket' | 'request', context: ChatContext) {
  const { platform, settings } = context;
  const { issuer, jwksUrl, clientId } = platform.identity;
  const authorizer = new BlueprintFunction<AuthorizeEnv>(scope, 'Authorizer', {
    foundation: platform,
    entry: `lambdas/identity/authorize-${kind}.handler.ts`,
    description: `Chat: decides who may use the ${kind === 'socket' ? 'WebSocket' : 'REST'} API`,
    environment: {
      PLATFORM_TABLE_NAME: platform.table.tableName,
      JWT_ISSUER: issuer,
      JWT_CLIENT_ID: clientId,
      JWKS_URL: jwksUrl,
      REQUIRED_SCOPE: requiredScope,
    },
    provisionedConcurrency: settings.provisionedConcurrency.authorize,
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
