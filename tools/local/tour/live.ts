import type { LiveFrame, LiveServerFrame } from '../../../lambdas/streaming/domain/api/live';
import {
  isNews,
  nothingReceived,
  type Received,
  receive,
  reconnected,
} from '../../../lambdas/streaming/domain/live/received';
import { ChatSocket } from './chat-socket';
import type { TourContext } from './step';

type View = LiveFrame['view'];

/** A client of live views that keeps to the protocol: views that it has are none again, and all are acknowledged. */
export class LiveClient {
  private constructor(
    readonly socket: ChatSocket<LiveServerFrame>,
    private readonly before: Received,
  ) {}

  static async connect(
    { liveUrl, token, signal }: TourContext,
    user: string,
    seen = nothingReceived,
  ): Promise<LiveClient> {
    const socket = await ChatSocket.connect<LiveServerFrame>(liveUrl, { protocols: ['live.v1', token(user)], signal });
    return new LiveClient(socket, reconnected(seen));
  }

  /** @param credential an API key or a ticket, beside the protocol */
  static async with({ liveUrl, signal }: TourContext, credential: string): Promise<LiveClient> {
    const socket = await ChatSocket.connect<LiveServerFrame>(liveUrl, { protocols: ['live.v1', credential], signal });
    return new LiveClient(socket, nothingReceived);
  }

  /** What has come so far, in its order and each view once. */
  get views(): readonly View[] {
    let received = this.before;
    return this.socket.frames.filter((frame): frame is View => {
      if (frame.type !== 'view') return false;
      const news = isNews(received, frame);
      received = receive(received, frame);
      return news;
    });
  }

  get received(): Received {
    return this.socket.frames.reduce(
      (known, frame) => (frame.type === 'view' ? receive(known, frame) : known),
      this.before,
    );
  }

  async subscribe(...topics: readonly string[]): Promise<LiveFrame['subscribed']> {
    const resume = Object.fromEntries(this.before.cursors);
    return this.ask({ action: 'subscribe', topics, resume }, 'subscribed');
  }

  /** Tells that all views so far are dealt with. */
  async acknowledge(): Promise<void> {
    const seen = Object.fromEntries(this.views.map(({ topic, seq, cursor }) => [topic, { seq, cursor }]));
    await this.ask({ action: 'ack', seen }, 'acked');
  }

  async ask<Type extends keyof LiveFrame>(frame: object, type: Type): Promise<LiveFrame[Type]> {
    const answer = await this.socket.ask(frame, type, (each) => each.type === type);
    return answer as LiveFrame[Type];
  }

  /** Waits for a view of a topic of which something holds. */
  async viewWhere(topic: string, holds: (data: View['data']) => boolean): Promise<View> {
    let found: View | undefined;
    await this.socket.until(`view of ${topic}`, () => {
      found = this.views.findLast((view) => view.topic === topic && holds(view.data));
      return found !== undefined;
    });
    if (!found) throw new Error(`no view of ${topic}`);
    return found;
  }
}
