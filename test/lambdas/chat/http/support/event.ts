import { type Principal, principalToContext } from '../../../../../lambdas/shared/domain/principal';
import { alice } from '../../../support/principals';

/** A request as API Gateway's REST proxy passes it on. */
export const httpEvent = (
  more: {
    readonly body?: string;
    readonly headers?: Record<string, string>;
    readonly httpMethod?: string;
    readonly resource?: string;
    readonly isBase64Encoded?: boolean;
    readonly pathParameters?: Record<string, string>;
    readonly queryStringParameters?: Record<string, string>;
  } = {},
  principal: Principal = alice,
) => ({
  body: null,
  headers: {},
  httpMethod: 'GET',
  resource: '/',
  isBase64Encoded: false,
  pathParameters: null,
  queryStringParameters: null,
  ...more,
  requestContext: { requestId: 'r1', authorizer: { principalId: principal.userId, ...principalToContext(principal) } },
});

export const postEvent = (body: unknown, principal?: Principal) => httpEvent({ body: JSON.stringify(body) }, principal);
