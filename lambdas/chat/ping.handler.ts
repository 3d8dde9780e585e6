import { reply, type SocketResponse } from './socket-reply';

/** Answers a `ping`, which keeps an idle connection open (API Gateway closes one after ten silent minutes). */
export const handler = async (): Promise<SocketResponse> => reply({ type: 'pong' });
