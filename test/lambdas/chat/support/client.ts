import type { Frame, ServerFrame } from '../../../../lambdas/chat/domain/frames';
import type { FrameSink } from '../../../../lambdas/chat/domain/ports';
import { serverFrameSchema } from '../../../../lambdas/chat/domain/server-frames';

/** A client by the book: drops frames that it has, begins anew at `start`, and knows how far it is. */
export class Client {
  readonly frames: ServerFrame[] = [];
  text = '';
  lastSeq = 0;
  ends: (Frame<'done'> | Frame<'error'>)[] = [];

  receive(frame: ServerFrame): void {
    this.frames.push(serverFrameSchema.parse(frame));
    if (!('seq' in frame) || frame.seq === undefined || frame.seq <= this.lastSeq) return;
    this.lastSeq = frame.seq;
    if (frame.type === 'start') {
      this.text = '';
      this.ends = [];
    } else if (frame.type === 'delta') this.text += frame.text;
    else if (frame.type === 'done' || frame.type === 'error') this.ends.push(frame);
  }
}

/** Connections by id; a frame to any other is `gone`. */
export class Sockets {
  readonly open = new Map<string, Client>();

  send: FrameSink = async (connectionId, frame) => {
    const client = this.open.get(connectionId);
    if (!client) return 'gone';
    client.receive(structuredClone(frame));
    return 'sent';
  };
}
