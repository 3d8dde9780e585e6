import type { Socket } from '../../web/client/chat-client';

type Event = 'open' | 'message' | 'close';

/** A socket of which the test is the other end. */
export class FakeSocket implements Socket {
  readonly sent: Record<string, unknown>[] = [];
  readonly #listeners: Partial<Record<Event, (event: { data?: unknown }) => void>> = {};
  constructor(readonly protocols: string[]) {}
  addEventListener(type: Event, listener: (event: { data?: unknown }) => void): void {
    this.#listeners[type] = listener;
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {}
  emit(type: Event, data?: object): void {
    this.#listeners[type]?.({ data: data && JSON.stringify(data) });
  }
}
