import type { CachePointBlock, ContentBlock, Message, SystemContentBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ModelRequest } from '../domain/ports';
import { estimateTokens, guessTokens, sayings } from '../domain/tokens';

const cachePoint = { cachePoint: { type: 'default' } satisfies CachePointBlock };

/** Messages after which the beginning of a request is kept: this one's, and the one before, which finds what the last request kept. */
const KEPT_MESSAGES = 2;

/** A beginning of a request, by what it holds in the order in which models read it: tools, instructions, messages. */
class Beginning {
  /** As near as one can guess, and leaning high. */
  private tokens = 0;
  private mostTokens = 0;

  constructor(private readonly caching: NonNullable<ModelRequest['model']['promptCaching']>) {}

  add(texts: readonly string[]): void {
    for (const text of texts) {
      this.tokens += guessTokens(text);
      this.mostTokens += estimateTokens(text);
    }
  }

  /** Whether the model keeps a beginning of this size. */
  get isKept(): boolean {
    return this.tokens >= this.caching.minTokens && this.mostTokens <= this.caching.maxTokens;
  }
}

/**
 * Marks where the model shall keep what it has read, which costs less when it is read again: after the instructions, and after
 * the user's last two messages. What comes before them is the same in the next round of tools, and in the next turn until a
 * summary takes its place.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function withCachePoints(
  request: ModelRequest,
  input: { readonly system: readonly SystemContentBlock[]; readonly messages: readonly Message[] },
): { readonly system: SystemContentBlock[]; readonly messages: Message[] } {
  const system = [...input.system];
  const messages = [...input.messages];
  const { promptCaching } = request.model;
  if (!promptCaching) return { system, messages };
  const beginning = new Beginning(promptCaching);
  beginning.add([...(request.tools ?? []).map((tool) => JSON.stringify(tool)), request.system ?? '']);
  if (system.length > 0 && beginning.isKept) system.push(cachePoint);
  const places: number[] = [];
  for (const [index, message] of request.messages.entries()) {
    beginning.add(sayings(message));
    if (message.role === 'user' && beginning.isKept) places.push(index);
  }
  for (const index of places.slice(-KEPT_MESSAGES)) {
    const { role, content = [] } = messages[index] ?? {};
    const blocks: ContentBlock[] = [...content, cachePoint];
    messages[index] = { role, content: blocks };
  }
  return { system, messages };
}
