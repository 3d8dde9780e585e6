import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createReading } from '../../../tools/classifier/reading';
import { classifierServer } from '../../../tools/classifier/server';

describe('the container of the classifier', () => {
  const server = classifierServer(async (text) => {
    if (text === 'broken') throw new Error('a detail that is nobody’s business');
    return { danger: text.length / 100 };
  });
  let base: string;
  beforeAll(async () => {
    server.listen(0);
    await once(server, 'listening');
    base = `http://localhost:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const ask = async (body: string) => {
    const response = await fetch(`${base}/invocations`, { method: 'POST', body });
    return { status: response.status, json: await response.json() };
  };

  it('says that it can be asked, and answers', async () => {
    expect((await fetch(`${base}/ping`)).status).toBe(200);
    expect(await ask('{"text":"hello"}')).toEqual({ status: 200, json: { scores: { danger: 0.05 } } });
  });

  it.each([
    ['another question', '{"texts":[]}', 400, 'expected { "text": a string } as JSON'],
    ['no JSON', '{', 400, 'expected { "text": a string } as JSON'],
    ['what is too long', JSON.stringify({ text: 'x'.repeat(200_000) }), 413, 'a question has at most 200000 bytes'],
    ['what it fails at, without a detail', '{"text":"broken"}', 500, 'the text could not be read'],
  ])('refuses %s', async (_, body, status, error) => {
    expect(await ask(body)).toEqual({ status, json: { error } });
  });
});

it('reads sentence by sentence, and nothing that it cannot read', async () => {
  const asked: string[] = [];
  const classifier = {
    version: 1,
    encoder: 'none',
    categories: ['a'],
    scores: (all: readonly unknown[]) => ({ a: all.length }),
  };
  const embed = async (text: string) => {
    asked.push(text);
    return { vector: new Float32Array(1), tokens: 1 };
  };
  const scoresOf = createReading(classifier, { embed });
  expect(await scoresOf('One here. Two there!\nThree')).toEqual({ a: 3 });
  expect(asked).toEqual(['One here.', 'Two there!', 'Three']);
  for (const text of ['👍 123', '', 'Вчера мы ездили на озеро']) expect(await scoresOf(text)).toEqual({});
});
