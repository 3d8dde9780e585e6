import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import fc from 'fast-check';
import { relevancesOf } from '../../../../tools/local/engines/embeddings/relevance';
import { type LocalServices, startLocalServices } from './local-services';

const documents = [
  'Canteen\nSoup is served on Mondays.',
  'Travel\nWho travels by train is paid the fare of the second class.',
  'Refunds\nMoney is paid back within fourteen days when a ticket is returned.',
  'Refunds\nThe office is on the second floor.',
];

describe('Cohere Rerank on the laptop', () => {
  let local: LocalServices;
  let client: BedrockRuntimeClient;

  beforeAll(async () => {
    local = await startLocalServices();
    client = new BedrockRuntimeClient({ ...local.client, maxAttempts: 1 });
  });
  afterAll(async () => {
    client.destroy();
    await local.stop();
  });

  async function rerank(body: Readonly<Record<string, unknown>>) {
    const input = { modelId: 'cohere.rerank-v3-5:0', body: JSON.stringify({ api_version: 2, documents, ...body }) };
    const answer = await client.send(new InvokeModelCommand(input));
    return JSON.parse(answer.body.transformToString()) as {
      readonly results: readonly { readonly index: number; readonly relevance_score: number }[];
    };
  }

  test('puts what answers first, with relevances from 0 to 1 that descend', async () => {
    const { results } = await rerank({ query: 'When is money for a returned ticket paid back?' });
    expect(results.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3]);
    expect(results[0]?.index).toBe(2);
    const scores = results.map(({ relevance_score }) => relevance_score);
    expect([...scores].sort((a, b) => b - a)).toEqual(scores);
    for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
  });

  test('understands other words for the same', async () => {
    const query = 'Is there something to eat at the start of the week?';
    const last = [...documents.slice(1), documents[0]];
    const { results } = await rerank({ query, documents: last, top_n: 1 });
    expect(results).toEqual([{ index: 3, relevance_score: expect.any(Number) }]);
  });

  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['another version of the interface', { query: 'x', api_version: 1 }, /api_version/],
    ['no documents', { query: 'x', documents: [] }, /documents/],
    ['no query', { query: '' }, /query/],
    ['documents of fields', { query: 'x', documents: [{ text: 'x' }] }, /documents/],
    ['members it does not know', { query: 'x', return_documents: true }, /input return_documents/],
  ])('refuses %s', async (_, body, message) => {
    await expect(rerank(body)).rejects.toThrow(message);
  });

  test('fails, or is slow, as tests ask', async () => {
    local.engines.bedrock.failNext({ code: 'ModelNotReadyException', modelId: 'rerank' });
    await expect(rerank({ query: 'x' })).rejects.toMatchObject({ name: 'ModelNotReadyException' });
    local.engines.bedrock.failNext({ code: 'slow', delayMs: 30, modelId: 'rerank' });
    expect((await rerank({ query: 'soup' })).results).toHaveLength(4);
  });

  test('other models of the family are not served', async () => {
    const input = { modelId: 'cohere.embed-english-v3', body: '{}' };
    await expect(client.send(new InvokeModelCommand(input))).rejects.toThrow('model cohere.embed-english-v3');
  });

  test('says what stands in', () => {
    expect(local.engines.embeddings.rankerName).toMatch(/^terms, their rarity, and cosines of @energetic-ai\S+ \S+$/);
  });
});

describe('relevance', () => {
  const word = fc.constantFrom('wing', 'flow', 'heat', 'soup', 'the', 'of', 'tower');
  const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));
  const rarity = (of: string) => of.length;

  test('is between 0 and 1, whatever the texts', () => {
    fc.assert(
      fc.property(
        text,
        fc.array(text, { maxLength: 8 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        (query, texts, cosine) => {
          const relevances = relevancesOf(query, texts, { cosines: texts.map(() => cosine), rarity });
          expect(relevances).toHaveLength(texts.length);
          for (const relevance of relevances) expect(relevance >= 0 && relevance <= 1).toBe(true);
        },
      ),
    );
  });

  test('grows with a rarer word, a nearer vector and a place further up', () => {
    const of = (texts: readonly string[], cosines = [0, 0]) =>
      relevancesOf('wing in a slipstream', texts, { cosines, rarity });
    const [common = 0, rare = 0] = of(['a wing of metal', 'a slipstream of air']);
    expect(rare).toBeGreaterThan(common);
    const [far = 0, near = 0] = of(['a wing', 'a wing'], [0, 0.8]);
    expect(near).toBeGreaterThan(far);
    const [first = 0, second = 0] = of(['a wing', 'a wing']);
    expect(first).toBeGreaterThan(second);
  });
});
