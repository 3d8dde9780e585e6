import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ServiceError } from '../engine';
import { countTokens, type ModelEvent, type Usage } from './model';

/** Milliseconds that a beginning of a request is kept after it was read last. */
const KEPT_MS = 5 * 60_000;
const MIN_TOKENS = 1_000;
const MAX_POINTS = 4;

const blocks = z.array(z.looseObject({ cachePoint: z.unknown().optional() }));
const body = z.object({
  toolConfig: z.object({ tools: blocks.default([]) }).optional(),
  system: blocks.default([]),
  messages: z.array(z.object({ content: blocks })).default([]),
});

/**
 * The beginnings of a request that end at a cache point, in the order in which a model reads it: tools, system, messages.
 *
 * @throws ServiceError for what Bedrock refuses: too many points, models without a cache, tools of Nova
 */
export function cachedBeginnings(modelId: string, input: unknown): readonly string[] {
  const { toolConfig, system, messages } = body.parse(input);
  const tools = toolConfig?.tools ?? [];
  const beginnings: string[] = [];
  let read = '';
  for (const block of [...tools, ...system, ...messages.flatMap(({ content }) => content)]) {
    if (block.cachePoint === undefined) read += JSON.stringify(block);
    else beginnings.push(read);
  }
  if (beginnings.length > MAX_POINTS) throw new ServiceError('ValidationException', 'Too many cache points.');
  const unsupported = !/nova|claude/.test(modelId) || (/nova/.test(modelId) && tools.some(isPoint));
  if (beginnings.length > 0 && unsupported) {
    throw new ServiceError(
      'ValidationException',
      'You invoked an unsupported model or your request did not allow prompt caching. See the documentation for more information.',
    );
  }
  return beginnings;
}

const isPoint = (block: z.infer<typeof blocks>[number]): boolean => block.cachePoint !== undefined;

/** What a request reads from the cache and writes to it, in tokens. */
export interface CacheUse {
  readonly read: number;
  readonly write: number;
}

/** What models keep of the requests that they have read. */
export class PromptCache {
  private readonly expiry = new Map<string, number>();

  /** @param now epoch milliseconds */
  use(modelId: string, beginnings: readonly string[], now: number): CacheUse {
    const known = beginnings.map((text) => {
      const key = createHash('sha256').update(`${modelId}\n${text}`).digest('base64');
      const tokens = countTokens(text);
      return { key, tokens, kept: (this.expiry.get(key) ?? 0) > now };
    });
    const usable = known.filter(({ tokens }) => tokens >= MIN_TOKENS);
    const read = Math.max(0, ...usable.filter(({ kept }) => kept).map(({ tokens }) => tokens));
    const all = Math.max(0, ...usable.map(({ tokens }) => tokens));
    for (const { key } of usable) this.expiry.set(key, now + KEPT_MS);
    return { read, write: all - read };
  }
}

/** An answer whose usage tells what of its input came from the cache, and what went to it. */
export async function* withCacheUse(events: AsyncIterable<ModelEvent>, cache: CacheUse): AsyncGenerator<ModelEvent> {
  for await (const event of events) yield event.type === 'end' ? { ...event, usage: split(event.usage, cache) } : event;
}

/** Bedrock leaves both out of `inputTokens`. */
function split(usage: Usage, { read, write }: CacheUse): Usage {
  const cacheRead = Math.min(read, usage.inputTokens);
  const cacheWrite = Math.min(write, usage.inputTokens - cacheRead);
  return { ...usage, inputTokens: usage.inputTokens - cacheRead - cacheWrite, cacheRead, cacheWrite };
}
