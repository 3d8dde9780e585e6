import {
  type ApiGatewayManagementApiClient,
  GoneException,
  PostToConnectionCommand,
} from '@aws-sdk/client-apigatewaymanagementapi';

/** Sends a frame to an open connection, or finds it gone. */
export type FrameSink<Frame> = (connectionId: string, frame: Frame) => Promise<'sent' | 'gone'>;

/** Sends frames through the WebSocket stage's `@connections`. */
export function createFrameSink<Frame>(client: ApiGatewayManagementApiClient): FrameSink<Frame> {
  return async (connectionId, frame) => {
    try {
      await client.send(new PostToConnectionCommand({ ConnectionId: connectionId, Data: JSON.stringify(frame) }));
      return 'sent';
    } catch (error) {
      if (error instanceof GoneException) return 'gone';
      throw error;
    }
  };
}
