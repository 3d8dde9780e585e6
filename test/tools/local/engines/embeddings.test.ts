import { BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import fc from 'fast-check';
import { sentencesOf, windowsOf } from '../../../../tools/local/engines/embeddings/windows';
import { type LocalServices, startLocalServices } from './local-services';

describe('Titan Text Embeddings on the laptop', () => {
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

  const modelId = 'amazon.titan-embed-text-v2:0';

  async function invoke(body: Readonly<Record<string, unknown>>) {
    const answer = await client.send(new InvokeModelCommand({ modelId, body: JSON.stringify(body) }));
    return JSON.parse(answer.body.transformToString()) as {
      readonly embedding: readonly number[];
      readonly embeddingsByType: { readonly float: readonly number[] };
      readonly inputTextTokenCount: number;
    };
  }

  const embed = async (inputText: string) => (await invoke({ inputText, dimensions: 512, normalize: true })).embedding;
  const cosine = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

  test('gives 512 dimensions of unit length, the same for the same text, and counts tokens', async () => {
    const { embedding, embeddingsByType, inputTextTokenCount } = await invoke({
      inputText: 'How do I get my money back?',
      dimensions: 512,
    });
    expect(embedding).toHaveLength(512);
    expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
    expect(embeddingsByType.float).toEqual(embedding);
    expect(inputTextTokenCount).toBe(8);
    expect(await embed('How do I get my money back?')).toEqual(embedding);
  });

  test('paraphrases are near each other, and a text is told apart from another in the same batch', async () => {
    const texts = ['How old are you?', 'What is your age?', 'The canteen serves soup on Mondays.'];
    const [question = [], paraphrase = [], other = []] = await Promise.all(texts.map(embed));
    expect(cosine(question, paraphrase)).toBeGreaterThan(0.7);
    expect(cosine(question, other)).toBeLessThan(0.3);
    // Whichever texts were computed together, each has its own vector.
    const again = await startLocalServices();
    const alone = await again.engines.embeddings.embed(texts[1] ?? '');
    await again.stop();
    expect(cosine(paraphrase, [...alone.vector])).toBeCloseTo(1, 4);
  });

  test('reads a long text to its end', async () => {
    const long = `Handbook\n${'The wing of the aircraft is made of metal. '.repeat(40)}`;
    const [without, withMore, topic] = await Promise.all(
      [long, `${long}${'Soup is served on Mondays in the canteen. '.repeat(40)}`, 'When is there soup?'].map(embed),
    );
    expect(cosine(withMore ?? [], topic ?? [])).toBeGreaterThan(cosine(without ?? [], topic ?? []) + 0.1);
  });

  test('fewer dimensions are the first of them, of unit length', async () => {
    const inputText = 'When is there soup?';
    const { embedding: short } = await invoke({ inputText, dimensions: 256 });
    const first = (await embed(inputText)).slice(0, 256);
    expect(short).toHaveLength(256);
    expect(Math.hypot(...short)).toBeCloseTo(1, 5);
    expect(cosine(short, first) / Math.hypot(...first)).toBeCloseTo(1, 5);
  });

  test('many calls at once leave the laptop’s own thread free', async () => {
    let turns = 0;
    const ticking = setInterval(() => void turns++, 1);
    await Promise.all(Array.from({ length: 60 }, (_, n) => embed(`Clause ${n} of the contract is about term ${n}.`)));
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });

  test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    [
      'more dimensions than it has',
      { inputText: 'x', dimensions: 1024 },
      /dimensions 1024: @energetic-ai\S+ \S+, which stands in, has 512/,
    ],
    ['the default dimensions', { inputText: 'x' }, /dimensions 1024/],
    ['binary vectors', { inputText: 'x', dimensions: 512, embeddingTypes: ['binary'] }, /embeddingTypes binary/],
    ['vectors of another length', { inputText: 'x', dimensions: 512, normalize: false }, /normalize false/],
    ['members it does not know', { inputText: 'x', dimensions: 512, purpose: 'query' }, /input purpose/],
    ['no text', { inputText: '', dimensions: 512 }, /inputText/],
    ['no words', { inputText: '...', dimensions: 512 }, /no words/],
    ['too long a text', { inputText: 'word '.repeat(9_000), dimensions: 512 }, /Too many input tokens/],
  ])('refuses %s', async (_, body, message) => {
    await expect(invoke(body)).rejects.toThrow(message);
  });

  test('fails, or is slow, as tests ask', async () => {
    local.engines.bedrock.failNext({ code: 'ThrottlingException', modelId: 'titan-embed' });
    await expect(embed('a')).rejects.toMatchObject({ name: 'ThrottlingException' });
    local.engines.bedrock.failNext({ code: 'slow', delayMs: 600_000, modelId: 'titan-embed' });
    const command = new InvokeModelCommand({ modelId, body: JSON.stringify({ inputText: 'a', dimensions: 512 }) });
    await expect(client.send(command, { abortSignal: AbortSignal.timeout(50) })).rejects.toThrow(/abort/i);
    expect(await embed('a')).toHaveLength(512);
  });

  test('says what stands in', () => {
    expect(local.engines.embeddings.name).toMatch(/^@energetic-ai\/model-embeddings-en \d+\.\d+\.\d+$/);
  });
});

describe('windows of a text', () => {
  /** A token a word. */
  const tokensOf = (sentence: string) => sentence.split(/\s+/).map((word) => word.length);

  test('are its title and whole sentences', () => {
    expect(windowsOf('A title\nOne two. Three four!\n\nFive', tokensOf)).toEqual({
      title: [1, 5],
      body: [[3, 4, 5, 5, 4]],
    });
    expect(windowsOf('Only one line. With sentences.', tokensOf)).toEqual({ body: [[4, 3, 5, 4, 10]] });
    expect(sentencesOf('see fig. 1 . the wing is “old.” It flew')).toEqual([
      'see fig.',
      '1 .',
      'the wing is “old.” It flew',
    ]);
  });

  test('lose nothing, and none is longer than the model reads', () => {
    const word = fc.stringMatching(/^[a-z]{1,9}$/);
    const sentence = fc.array(word, { minLength: 1, maxLength: 300 }).map((words) => `${words.join(' ')}.`);
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), (sentences) => {
        const { title = [], body } = windowsOf(sentences.join('\n'), tokensOf);
        expect([...title, ...body.flat()]).toEqual(sentences.flatMap(tokensOf));
        for (const window of [title, ...body]) expect(window.length).toBeLessThanOrEqual(128);
      }),
      { numRuns: 50 },
    );
  });
});
