import type { APIGatewayAuthorizerResult } from 'aws-lambda';
import { type Principal, principalToContext } from '../shared/domain/principal';

export function allow(principal: Principal, resource: string): APIGatewayAuthorizerResult {
  return { ...policy(principal.userId, 'Allow', resource), context: principalToContext(principal) };
}

/** Answers 403: the credential is known and does not do. */
export const deny = (userId: string, resource: string): APIGatewayAuthorizerResult => policy(userId, 'Deny', resource);

/**
 * Every method of the API's stage. A REST authorizer's answer is cached by credential and used again for
 * other methods, which a policy for one method only would wrongly refuse.
 *
 * @param methodArn `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>`
 */
export function wholeStage(methodArn: string): string {
  const [api, stage] = methodArn.split('/');
  return `${api}/${stage}/*`;
}

function policy(principalId: string, effect: 'Allow' | 'Deny', resource: string): APIGatewayAuthorizerResult {
  return {
    principalId,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }],
    },
  };
}
