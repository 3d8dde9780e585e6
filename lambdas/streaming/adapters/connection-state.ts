import {
  type ApiGatewayManagementApiClient,
  GetConnectionCommand,
  GoneException,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** Whether a connection is no more: it has ended, or is not established yet. */
export type IsGone = (connectionId: string) => Promise<boolean>;

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
export function createIsGone(client: ApiGatewayManagementApiClient): IsGone {
  return async (ConnectionId) => {
    try {
      await client.send(new GetConnectionCommand({ ConnectionId }));
      return false;
    } catch (error) {
      if (error instanceof GoneException) return true;
      throw error;
    }
  };
}
