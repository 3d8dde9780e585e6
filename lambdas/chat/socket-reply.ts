import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ServerFrame } from './domain/frames';

export type SocketResponse = APIGatewayProxyStructuredResultV2;

/** A frame as a route's answer: API Gateway sends the body to the client that asked. */
export const reply = (frame: ServerFrame): SocketResponse => ({ statusCode: 200, body: JSON.stringify(frame) });
