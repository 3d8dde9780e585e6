import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { createBedrockEmbedder } from '../../../../lambdas/rag/adapters/bedrock-embedder';

interface Asked {
  readonly inputText: string;
  readonly dimensions: number;
  readonly normalize: boolean;
}

/** A model whose answers take turns in no order, and which counts how many it is asked for at a time. */
function setUp(answer: (asked: Asked) => number[] = ({ inputText }) => [Number(inputText), 0]) {
  const asked: Asked[] = [];
  const models: string[] = [];
  let running = 0;
  let most = 0;
  const send = async (
    { input }: { input: { modelId: string; body: string } },
    { abortSignal }: { abortSignal: AbortSignal },
  ) => {
    running += 1;
    most = Math.max(most, running);
    const one: Asked = JSON.parse(input.body);
    asked.push(one);
    models.push(input.modelId);
    const turns = (asked.length * 7) % 5;
    for (let turn = 0; turn <= turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    abortSignal.throwIfAborted();
    return { body: new TextEncoder().encode(JSON.stringify({ embedding: answer(one) })) };
  };
  const client = { send } as unknown as BedrockRuntimeClient;
  const embedder = createBedrockEmbedder(client, { model: 'titan', dimensions: 2 });
  return { embedder, asked, models, most: () => most };
}

test('each text has its vector, in order, whichever comes first; few are asked for at a time', async () => {
  const { embedder, asked, models, most } = setUp();
  const texts = Array.from({ length: 40 }, (_, at) => String(at));
  expect(await embedder.embed(texts, 'document')).toEqual(texts.map((text) => [Number(text), 0]));
  expect(asked[0]).toEqual({ inputText: '0', dimensions: 2, normalize: true });
  expect(new Set(models)).toEqual(new Set(['titan']));
  expect(most()).toBe(8);
});

test('no texts ask nothing', async () => {
  const { embedder, asked } = setUp();
  expect(await embedder.embed([], 'query')).toEqual([]);
  expect(asked).toEqual([]);
});

test('a text is cut to what the model takes', async () => {
  const { embedder, asked } = setUp(() => [1, 0]);
  await embedder.embed(['x'.repeat(20_000)], 'document');
  expect(asked[0]?.inputText).toHaveLength(8_000);
});

test('one that fails ends the others', async () => {
  const { embedder, asked } = setUp(({ inputText }) => {
    if (inputText === '3') throw new Error('denied');
    return [1, 0];
  });
  const texts = Array.from({ length: 500 }, (_, at) => String(at));
  await expect(embedder.embed(texts, 'document')).rejects.toThrow('denied');
  expect(asked.length).toBeLessThan(100);
});

test('nothing more is asked when time is over', async () => {
  const { embedder, asked } = setUp();
  await expect(embedder.embed(['1', '2'], 'document', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  expect(asked).toEqual([]);
});

test('vectors of another length are none of ours', async () => {
  const { embedder } = setUp(() => [1, 2, 3]);
  await expect(embedder.embed(['1'], 'query')).rejects.toThrow('3 dimensions of 2');
});
