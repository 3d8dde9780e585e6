import {
  type ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  LimitExceededException,
} from '@aws-sdk/client-apigatewaymanagementapi';
import { createFrameSink } from '../../shared/sinks/frame-sink';
import type { LiveServerFrame } from '../domain/api/live';

export interface LiveSink {
  /** `full`: the connection takes no more at the moment, or the API is asked for too much. */
  send(connectionId: string, frame: LiveServerFrame): Promise<'sent' | 'gone' | 'full'>;
  /** Ends a connection. */
  end(connectionId: string): Promise<void>;
}

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html */
export function createLiveSink(client: ApiGatewayManagementApiClient): LiveSink {
  const send = createFrameSink<LiveServerFrame>(client);
  return {
    async send(connectionId, frame) {
      try {
        return await send(connectionId, frame);
      } catch (error) {
        if (error instanceof LimitExceededException) return 'full';
        throw error;
      }
    },

    async end(ConnectionId) {
      try {
        await client.send(new DeleteConnectionCommand({ ConnectionId }));
      } catch (error) {
        if (!(error instanceof GoneException)) throw error;
      }
    },
  };
}
