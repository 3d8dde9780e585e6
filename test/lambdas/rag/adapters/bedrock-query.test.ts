import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { createBedrockEmbedder } from '../../../../lambdas/rag/adapters/bedrock-embedder';
import { createBedrockReranker } from '../../../../lambdas/rag/adapters/bedrock-reranker';
import { createBedrockTextModel } from '../../../../lambdas/rag/adapters/bedrock-text-model';
import { answerPrompt, type Numbered } from '../../../../lambdas/rag/domain/answering/prompt';
import { expand } from '../../../../lambdas/rag/domain/retrieval/expand';
import { type LocalServices, startLocalServices } from '../../../tools/local/engines/local-services';
import { dot } from '../support/models';

const MODEL = 'us.amazon.nova-lite-v1:0';
let local: LocalServices;
let client: BedrockRuntimeClient;
const { signal } = new AbortController();

beforeAll(async () => {
  local = await startLocalServices();
  client = new BedrockRuntimeClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const passages = ['Travel\nHotels cost up to 150 euros a night.', 'Canteen\nSoup is served on Mondays.'];
const numbered = (text: string): Numbered => ({
  n: 1,
  passage: {
    ...{
      chunkId: 'd.1.0',
      documentId: 'd',
      version: 1,
      ordinal: 0,
      start: 0,
      end: text.length,
      tokens: 9,
      section: [],
    },
    ...{ title: 'Travel', text, source: 'upload', contentType: 'text/plain', modifiedAt: 0 },
  },
});

async function written(model: ReturnType<typeof createBedrockTextModel>, stop = signal) {
  const prompt = answerPrompt('What do hotels cost a night?', [numbered('Hotels cost up to 150 euros a night.')]);
  let text = '';
  let usage: unknown;
  for await (const piece of model.stream({ ...prompt, maxTokens: 200 }, stop)) {
    if ('usage' in piece) usage = piece.usage;
    else text += piece.text;
  }
  return { text, usage };
}

describe('a rerank model', () => {
  it('puts first what answers, in the order of relevance', async () => {
    const order = await createBedrockReranker(client, 'cohere.rerank-v3-5:0').rerank(
      'What do hotels cost?',
      passages.toReversed(),
      2,
      signal,
    );
    expect(order.map(({ index }) => index)).toEqual([1, 0]);
    for (const { relevance } of order) expect(relevance >= 0 && relevance <= 1).toBe(true);
  });

  it('gives no more than are asked for', async () => {
    expect(
      await createBedrockReranker(client, 'cohere.rerank-v3-5:0').rerank('soup', passages, 1, signal),
    ).toHaveLength(1);
  });
});

it('embeds texts in their order, in vectors of unit length', async () => {
  const embedder = createBedrockEmbedder(client, { model: 'amazon.titan-embed-text-v2:0', dimensions: 512 });
  const [hotel = [], room = [], soup = []] = await embedder.embed(
    ['hotel rates', 'price of a room in a hotel', 'soup'],
    'query',
  );
  expect(hotel).toHaveLength(512);
  expect(dot(hotel, hotel)).toBeCloseTo(1, 3);
  expect(dot(hotel, room)).toBeGreaterThan(dot(hotel, soup));
});

describe('a text model', () => {
  it('answers the prompt of answers, as its stand-in reads it', async () => {
    expect(await written(createBedrockTextModel(client, MODEL))).toEqual({
      text: 'Hotels cost up to 150 euros a night [1].',
      usage: { inputTokens: expect.any(Number), outputTokens: expect.any(Number) },
    });
  });

  it('writes other ways to ask', async () => {
    const variants = await expand('What do hotels cost a night?', createBedrockTextModel(client, MODEL), signal);
    expect(variants).toHaveLength(3);
  });

  it('is unavailable when it throttles', async () => {
    local.engines.bedrock.failNext({ code: 'ThrottlingException' });
    await expect(written(createBedrockTextModel(client, MODEL))).rejects.toMatchObject({ code: 'model_unavailable' });
  });

  it('stops when it is told to', async () => {
    await expect(written(createBedrockTextModel(client, MODEL), AbortSignal.abort(new Error('gone')))).rejects.toThrow(
      'gone',
    );
  });
});
