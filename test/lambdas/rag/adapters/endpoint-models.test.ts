import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { createEndpointCall } from '../../../../lambdas/rag/adapters/endpoint-call';
import { createEndpointEmbedder } from '../../../../lambdas/rag/adapters/endpoint-embedder';
import { createEndpointReranker } from '../../../../lambdas/rag/adapters/endpoint-reranker';
import { rankingModels } from '../../../../lambdas/rag/ranking-models';
import { type LocalServices, startLocalServices } from '../../../tools/local/engines/local-services';
import { dot } from '../support/models';

const EndpointName = 'dev-rag-bge-m3';
const target = { endpointName: EndpointName, inferenceComponentName: EndpointName };
const embedding = { model: 'endpoint/bge-m3', dimensions: 512 };
const { signal } = new AbortController();
let local: LocalServices;
let client: SageMakerRuntimeClient;

beforeAll(async () => {
  local = await startLocalServices();
  const config = { EndpointName, EndpointConfigName: 'c' };
  await local.create({ type: 'AWS::SageMaker::Endpoint', ref: 'e', properties: config });
  const component = { EndpointName, InferenceComponentName: EndpointName };
  await local.create({ type: 'AWS::SageMaker::InferenceComponent', ref: 'c', properties: component });
  client = new SageMakerRuntimeClient({ ...local.client, maxAttempts: 1 });
});
afterAll(async () => {
  client.destroy();
  await local.stop();
});

const call = () => createEndpointCall(client, target);
const embedder = () => createEndpointEmbedder(call(), embedding);
const reranker = () => createEndpointReranker(call(), 'endpoint/bge-reranker');
const length = (vector: readonly number[] = []) => Math.hypot(...vector);

describe('an embedding model on an endpoint', () => {
  it('gives vectors of unit length in the order of the texts, over several requests', async () => {
    const texts = Array.from({ length: 70 }, (_, at) => `room ${at} of a hotel`);
    const vectors = await embedder().embed(texts, 'document');
    expect(vectors).toHaveLength(70);
    for (const vector of vectors) expect(length(vector)).toBeCloseTo(1, 5);
    for (const at of [0, 31, 32, 69]) {
      const [alone = []] = await embedder().embed([texts[at] ?? ''], 'query');
      expect(dot(alone, vectors[at] ?? [])).toBeCloseTo(1, 5);
    }
  });

  it('asks nothing for no texts', async () => {
    expect(await embedder().embed([], 'query')).toEqual([]);
  });

  it('waits for a container that is full, and gives up on one that stays so', async () => {
    local.engines.sagemaker.failNext({ code: 'ModelError', status: 429, times: 2 });
    expect(await embedder().embed(['hotel'], 'document')).toHaveLength(1);
    local.engines.sagemaker.failNext({ code: 'ModelError', status: 503, times: 4 });
    await expect(embedder().embed(['hotel'], 'document')).rejects.toMatchObject({ OriginalStatusCode: 503 });
  });

  it('does not repeat what the container will refuse again', async () => {
    local.engines.sagemaker.failNext({ code: 'ModelError', status: 413 });
    await expect(embedder().embed(['hotel'], 'document')).rejects.toMatchObject({ OriginalStatusCode: 413 });
    expect(await embedder().embed(['hotel'], 'document')).toHaveLength(1);
  });

  it('stops when it is told to', async () => {
    await expect(embedder().embed(['hotel'], 'query', AbortSignal.abort(new Error('late')))).rejects.toThrow('late');
  });
});

describe('a reranker on an endpoint', () => {
  const passages = Array.from({ length: 50 }, (_, at) => `Canteen\nSoup number ${at} is served on Mondays.`);
  passages[40] = 'Travel\nHotels cost up to 150 euros a night.';

  it('puts first what answers, wherever it stands among the 50, and gives no more than are asked for', async () => {
    const order = await reranker().rerank('What do hotels cost a night?', passages, 5, signal);
    expect(order).toHaveLength(5);
    expect(order[0]?.index).toBe(40);
    const relevances = order.map(({ relevance }) => relevance);
    expect(relevances).toEqual([...relevances].sort((a, b) => b - a));
    for (const relevance of relevances) expect(relevance >= 0 && relevance <= 1).toBe(true);
  });

  it('gives no passage twice', async () => {
    const order = await reranker().rerank('soup', passages, 50, signal);
    expect(order.map(({ index }) => index).sort((a, b) => a - b)).toEqual(passages.map((_, at) => at));
  });
});

describe('what a container should not answer', () => {
  const answering = (answer: unknown) => async () => answer;
  const embed = (answer: unknown) =>
    createEndpointEmbedder(answering(answer), { model: 'endpoint/m', dimensions: 2 }).embed(['a', 'b'], 'document');
  const order = (answer: unknown) =>
    createEndpointReranker(answering(answer), 'endpoint/r').rerank('q', ['a', 'b'], 2, signal);

  it('a vector that is not of unit length is made so', async () => {
    const [first, second] = await embed([
      [3, 4],
      [0, -2],
    ]);
    expect(first).toEqual([0.6, 0.8]);
    expect(second?.map(Math.abs)).toEqual([0, 1]);
  });

  it.each([
    ['fewer vectors than texts', [[1, 0]], /1 vectors for 2 texts/],
    [
      'vectors of another length',
      [
        [1, 0],
        [1, 0, 0],
      ],
      /3 dimensions of 2/,
    ],
    [
      'nothing but zeros',
      [
        [1, 0],
        [0, 0],
      ],
      /no direction/,
    ],
    [
      'no number',
      [
        [1, 0],
        [null, 1],
      ],
      /number/,
    ],
    [
      'more than any number',
      [
        [1, 0],
        [Number.POSITIVE_INFINITY, 1],
      ],
      /number/,
    ],
    ['an error in good order', { error: 'overloaded' }, /array/],
  ])('%s', async (_, answer, message) => {
    await expect(embed(answer)).rejects.toThrow(message);
  });

  it.each([
    ['fewer scores than texts', [{ index: 0, score: 1 }]],
    [
      'one text twice',
      [
        { index: 0, score: 1 },
        { index: 0, score: 0.5 },
      ],
    ],
    [
      'a text that there is not',
      [
        { index: 0, score: 1 },
        { index: 2, score: 0.5 },
      ],
    ],
    [
      'a score that is none',
      [
        { index: 0, score: 1 },
        { index: 1, score: null },
      ],
    ],
  ])('%s', async (_, answer) => {
    await expect(order(answer)).rejects.toThrow(/scores|number/);
  });
});

describe('models of a stage', () => {
  const models = () =>
    rankingModels(new BedrockRuntimeClient(local.client), { 'bge-m3': target, 'bge-reranker': target }, local.client);

  it('are on Bedrock or on an endpoint, as their names say', async () => {
    const titan = { model: 'amazon.titan-embed-text-v2:0', dimensions: 512 };
    for (const one of [embedding, titan]) {
      const { embed, ...rest } = models().embedderOf(one);
      expect(rest).toEqual(one);
      expect(length((await embed(['hotel'], 'query'))[0])).toBeCloseTo(1, 3);
    }
    for (const one of ['endpoint/bge-reranker', 'cohere.rerank-v3-5:0']) {
      const { model, rerank } = models().rerankerOf(one);
      expect(model).toBe(one);
      expect(await rerank('soup', ['soup', 'bread'], 1, signal)).toMatchObject([{ index: 0 }]);
    }
  });

  it('fail when they are called, and say what is missing, where their endpoint is gone', async () => {
    const gone = models().embedderOf({ model: 'endpoint/left', dimensions: 512 });
    await expect(gone.embed(['hotel'], 'query')).rejects.toThrow(/endpoint\/left has no endpoint here/);
  });
});
