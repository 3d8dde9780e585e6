import { createLogger } from '../shared/logger';
import { reply, type SocketResponse, socketRoute } from './socket-route';

/** Answers a `ping`, which keeps an idle connection open (API Gateway closes one after ten silent minutes). */
export const ping = async (): Promise<SocketResponse> => reply({ type: 'pong' });

export const handler = socketRoute(createLogger('chat')).handler(ping);
