import type { Intervention } from './guardrail';
import type { ModelEvent, StopReason, Usage } from './model';

/** A model's answer in blocks, as both Converse and InvokeModel tell it. */
export type Block =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'toolUse'; readonly id: string; readonly name: string; readonly input: unknown };

export interface Reply {
  readonly blocks: readonly Block[];
  readonly stopReason: StopReason | 'guardrail_intervened';
  readonly usage: Usage;
}

/** A step of an answer: pieces of blocks, then one end. */
export type ReplyEvent =
  | { readonly type: 'start'; readonly index: number; readonly block: Block }
  | { readonly type: 'text'; readonly index: number; readonly text: string }
  | { readonly type: 'stop'; readonly index: number }
  | { readonly type: 'end'; readonly stopReason: Reply['stopReason']; readonly usage: Usage };

/** Puts a model's pieces into numbered blocks. */
export async function* inBlocks(events: AsyncIterable<ModelEvent>): AsyncGenerator<ReplyEvent> {
  let index = 0;
  let open = false;
  for await (const event of events) {
    if (event.type === 'text') {
      if (!open) yield { type: 'start', index, block: { type: 'text', text: '' } };
      open = true;
      yield { type: 'text', index, text: event.text };
      continue;
    }
    if (open) yield { type: 'stop', index: index++ };
    open = false;
    if (event.type === 'end') yield event;
    else {
      yield { type: 'start', index, block: event };
      yield { type: 'stop', index: index++ };
    }
  }
}

/** Waits for the first event, so that a model that fails at once fails the request and not the stream. */
export async function begun<T>(events: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await events.next();
  return {
    async *[Symbol.asyncIterator]() {
      try {
        if (!first.done) yield first.value;
        yield* events;
      } finally {
        await events.return(undefined);
      }
    },
  };
}

/** The answer that a guardrail gives in the model's place. No tokens are used. */
export async function* intervened({ text }: Intervention): AsyncGenerator<ReplyEvent> {
  yield { type: 'start', index: 0, block: { type: 'text', text: '' } };
  yield { type: 'text', index: 0, text };
  yield { type: 'stop', index: 0 };
  yield { type: 'end', stopReason: 'guardrail_intervened', usage: { inputTokens: 0, outputTokens: 0 } };
}

/** Waits for a whole answer. `undefined` where the caller went away before its end. */
export async function collect(events: AsyncIterable<ReplyEvent>): Promise<Reply | undefined> {
  const blocks: Block[] = [];
  for await (const event of events) {
    const block = event.type === 'text' ? blocks[event.index] : undefined;
    if (event.type === 'start') blocks[event.index] = event.block;
    if (event.type === 'text' && block?.type === 'text')
      blocks[event.index] = { type: 'text', text: block.text + event.text };
    if (event.type === 'end') return { blocks, stopReason: event.stopReason, usage: event.usage };
  }
  return undefined;
}
