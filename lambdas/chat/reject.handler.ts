import { createLogger } from '../shared/logger';
import { refuseUnknown } from './domain/frames';
import { reply, type SocketResponse } from './socket-reply';
import { type SocketEvent, socketRoute } from './socket-route';

/** Answers a frame that no route takes: not JSON, no action, or an action that there is not. */
export const reject = async ({ body }: SocketEvent): Promise<SocketResponse> => reply(refuseUnknown(body));

export const handler = socketRoute(createLogger('chat')).handler(reject);
