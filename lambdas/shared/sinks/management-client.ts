import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { boundedCalls } from '../deps';

/** Posts to connections; its address is the WebSocket stage's, from `AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI`. */
export const managementClient = (): ApiGatewayManagementApiClient =>
  new ApiGatewayManagementApiClient(boundedCalls(2_000));
