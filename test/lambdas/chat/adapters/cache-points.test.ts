import type { BedrockRuntimeClient, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import fc from 'fast-check';
import { createBedrockModel } from '../../../../lambdas/chat/adapters/bedrock-model';
import { withCachePoints } from '../../../../lambdas/chat/adapters/cache-points';
import { messagesInput } from '../../../../lambdas/chat/adapters/converse-tools';
import type { ModelEvent, ModelMessage, ModelRequest } from '../../../../lambdas/chat/domain/ports';
import { guessTokens, sayings } from '../../../../lambdas/chat/domain/tokens';

const promptCaching = { minTokens: 1_000, maxTokens: 20_000 };
const spec = { id: 'small', bedrockModelId: 'b.small', contextTokens: 100_000, maxOutputTokens: 100, promptCaching };
const long = 'word '.repeat(1_000);
const ask = (messages: readonly ModelMessage[], more: Partial<ModelRequest> = {}): ModelRequest => ({
  model: spec,
  caller: { userId: 'alice', tier: 'paid' },
  messages,
  maxOutputTokens: 64,
  ...more,
});
const user = (text: string): ModelMessage => ({ role: 'user', text });
const assistant = (text: string): ModelMessage => ({ role: 'assistant', text });

/** Where a request is marked: `system`, and indices of messages. */
function marks(request: ModelRequest): (number | 'system')[] {
  const system = request.system ? [{ text: request.system }] : [];
  const marked = withCachePoints(request, { system, messages: messagesInput(request) });
  const places = marked.messages.flatMap(({ content = [] }, index) => (content.at(-1)?.cachePoint ? [index] : []));
  return [...(marked.system.at(-1)?.cachePoint ? ['system' as const] : []), ...places];
}

test('marks the instructions, and the last two messages of the user', () => {
  const messages = [user('one'), assistant('two'), user('three'), assistant('four'), user('five')];
  expect(marks(ask(messages, { system: long }))).toEqual(['system', 2, 4]);
});

test('marks nothing that is too short, and nothing for a model that keeps nothing', () => {
  expect(marks(ask([user('short')], { system: 'Be brief' }))).toEqual([]);
  expect(marks(ask([user(long)], { model: { ...spec, promptCaching: undefined } }))).toEqual([]);
  expect(marks(ask([user('short'), assistant('answer'), user(long)]))).toEqual([2]);
});

test('counts the tools, which are read first, and stays at its last places when a conversation is too long to keep', () => {
  const tools = [{ name: 'add', description: long, inputSchema: { type: 'object' } }];
  expect(marks(ask([user('hi')], { tools, system: 'Be brief' }))).toEqual(['system', 0]);
  const exchanges = Array.from({ length: 15 }, () => [user(long), assistant('yes')]).flat();
  const places = marks(ask([...exchanges, user('now')]));
  expect(places.length).toBe(2);
  expect(marks(ask([...exchanges, user('now'), assistant('yes'), user('later')]))).toEqual(places);
});

test('what one request keeps the next one asks for at the same place, and there are never more marks than models take', () => {
  const turn = fc.tuple(fc.string({ maxLength: 3_000 }), fc.string({ minLength: 1, maxLength: 3_000 }));
  fc.assert(
    fc.property(
      fc.array(turn, { minLength: 1, maxLength: 6 }),
      fc.option(fc.string({ maxLength: 6_000 })),
      (turns, system) => {
        const messages: ModelMessage[] = [user('first')];
        let before = marks(ask(messages, { system: system ?? undefined }));
        for (const [answer, question] of turns) {
          messages.push(assistant(answer), user(question));
          const now = marks(ask(messages, { system: system ?? undefined }));
          expect(now.length).toBeLessThanOrEqual(3);
          const last = before.at(-1);
          if (last !== undefined) expect(now).toContain(last);
          for (const place of now.filter((each) => typeof each === 'number')) {
            const texts = [system ?? '', ...messages.slice(0, place + 1).flatMap(sayings)];
            expect(texts.reduce((sum, text) => sum + guessTokens(text), 0)).toBeGreaterThanOrEqual(1_000);
          }
          before = now;
        }
      },
    ),
  );
});

test('tells what came from the cache and what went into it, both of them input', async () => {
  const usage = {
    inputTokens: 5,
    outputTokens: 2,
    totalTokens: 3_007,
    cacheReadInputTokens: 2_000,
    cacheWriteInputTokens: 1_000,
  };
  const commands: ConverseStreamCommand[] = [];
  const client = {
    send: async (command: ConverseStreamCommand) => {
      commands.push(command);
      return { stream: [{ metadata: { usage, metrics: { latencyMs: 9 } } }] };
    },
  };
  const model = createBedrockModel(client as unknown as BedrockRuntimeClient);
  const events: ModelEvent[] = [];
  const request = ask([user('hi')], { system: long });
  for await (const event of model.stream(request, new AbortController().signal)) events.push(event);
  expect(events).toEqual([
    { type: 'usage', inputTokens: 3_005, outputTokens: 2, cachedTokens: 2_000, cacheWriteTokens: 1_000 },
  ]);
  expect(commands[0]?.input.system).toEqual([{ text: long }, { cachePoint: { type: 'default' } }]);
});
