import { frameReply, type SocketResponse } from '../shared/socket-route';
import type { ServerFrame } from './domain/frames';

export type { SocketResponse } from '../shared/socket-route';

/** A frame of chat's protocol as a route's answer. */
export const reply = (frame: ServerFrame): SocketResponse => frameReply(frame);
