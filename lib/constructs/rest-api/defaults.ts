import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';

/** What is logged of each request. Never the query string and no headers: they may hold credentials. */
export const accessLog = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    method: '$context.httpMethod',
    path: '$context.resourcePath',
    status: '$context.status',
    responseBytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    integrationLatencyMs: '$context.integrationLatency',
    sourceIp: '$context.identity.sourceIp',
    userAgent: '$context.identity.userAgent',
    principal: '$context.authorizer.principalId',
    authorizerError: '$context.authorizer.error',
    error: '$context.error.message',
    time: '$context.requestTime',
  }),
);

/** How long a credential's verdict is reused for further requests: the price of one is a revoked key's last minutes. */
export const verdictTtl = Duration.minutes(5);
