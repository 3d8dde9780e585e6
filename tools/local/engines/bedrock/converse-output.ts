import type { Usage } from './model';
import type { Block, Reply, ReplyEvent } from './reply';

/** What goes with an answer beside its text. */
export interface Circumstances {
  /** Milliseconds since the request came. */
  readonly latencyMs: () => number;
  /** Of a guardrail, where the request asked for it. */
  readonly trace?: unknown;
}

/** Output of `Converse`. */
export function converseOutput(reply: Reply, { latencyMs, trace }: Circumstances) {
  return {
    output: { message: { role: 'assistant', content: reply.blocks.map(contentBlock) } },
    stopReason: reply.stopReason,
    usage: usageOutput(reply.usage),
    metrics: { latencyMs: latencyMs() },
    ...(trace !== undefined && { trace: { guardrail: trace } }),
  };
}

/** Events of `ConverseStream`: type and payload of each. */
export async function* converseEvents(
  events: AsyncIterable<ReplyEvent>,
  { latencyMs, trace }: Circumstances,
): AsyncGenerator<readonly [type: string, payload: unknown]> {
  yield ['messageStart', { role: 'assistant' }];
  for await (const event of events) {
    switch (event.type) {
      case 'start':
        yield* blockStart(event.index, event.block);
        break;
      case 'text':
        yield ['contentBlockDelta', { contentBlockIndex: event.index, delta: { text: event.text } }];
        break;
      case 'stop':
        yield ['contentBlockStop', { contentBlockIndex: event.index }];
        break;
      case 'end':
        yield ['messageStop', { stopReason: event.stopReason }];
        yield [
          'metadata',
          {
            usage: usageOutput(event.usage),
            metrics: { latencyMs: latencyMs() },
            ...(trace !== undefined && { trace: { guardrail: trace } }),
          },
        ];
    }
  }
}

/** A text block has no start event; a tool's input comes as JSON in one piece. */
function* blockStart(contentBlockIndex: number, block: Block): Generator<readonly [string, unknown]> {
  if (block.type === 'text') return;
  const { id: toolUseId, name, input } = block;
  yield ['contentBlockStart', { contentBlockIndex, start: { toolUse: { toolUseId, name } } }];
  yield ['contentBlockDelta', { contentBlockIndex, delta: { toolUse: { input: JSON.stringify(input) } } }];
}

function contentBlock(block: Block) {
  if (block.type === 'text') return { text: block.text };
  return { toolUse: { toolUseId: block.id, name: block.name, input: block.input } };
}

/** Without cache points nothing is told of the cache. */
export function usageOutput({ inputTokens, outputTokens, cacheRead, cacheWrite }: Usage) {
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens + (cacheRead ?? 0) + (cacheWrite ?? 0),
    ...(cacheRead !== undefined && { cacheReadInputTokens: cacheRead }),
    ...(cacheWrite !== undefined && { cacheWriteInputTokens: cacheWrite }),
  };
}
