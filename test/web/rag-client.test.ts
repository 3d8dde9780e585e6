import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RequestError } from '../../web/client/chat-error';
import { applyEvent, newRagAnswer, type RagAnswer } from '../../web/client/rag-answer';
import { RagClient } from '../../web/client/rag-client';
import { FakeRagApi } from '../support/fake-rag-api';

const people = {
  alice: { userId: 'alice', org: 'acme', groups: ['engineering'], clearance: 2 },
  bob: { userId: 'bob', org: 'acme', groups: ['support'], clearance: 1 },
  carol: { userId: 'carol', org: 'globex', groups: [], clearance: 3 },
};

let api: FakeRagApi;
beforeEach(async () => {
  api = await new FakeRagApi((credential) => people[credential as keyof typeof people]).start();
});
afterEach(() => api.stop());

const clientOf = (token: string) => new RagClient({ baseUrl: api.url, token: () => Promise.resolve(token) });
const text = 'A wing makes lift. Its drag grows.';
const wing = (more: object = {}) =>
  ({ title: 'Wings', contentType: 'text/plain', content: new Blob([text]), ...more }) as const;
const engineering = { users: ['alice'], groups: ['engineering'], everyone: false, classification: 0 };

async function read(answer: AsyncIterable<Parameters<typeof applyEvent>[1]>): Promise<RagAnswer> {
  let known = newRagAnswer;
  for await (const event of answer) known = applyEvent(known, event);
  return known;
}

test('uploads a document with its permissions, and tells how far it is', async () => {
  const shares: number[] = [];
  const client = clientOf('alice');
  const options = { onProgress: (share: number) => void shares.push(share) };
  const documentId = await client.upload(wing({ acl: engineering }), options);
  expect(shares).toEqual([1]);
  expect(api.requests[0]?.body).toEqual({
    title: 'Wings',
    contentType: 'text/plain',
    size: text.length,
    acl: engineering,
  });
  expect((await client.document(documentId)).status).toBe('embedding');
  expect(await client.documents()).toMatchObject({ documents: [{ documentId, status: 'ready' }] });
  expect(await client.documents('x/y')).toBeDefined();
  expect(api.requests.at(-1)?.path).toBe('/v1/documents?cursor=x%2Fy');
});

test('what one may not see is not there for them, until permissions say so', async () => {
  const documentId = await clientOf('alice').upload(wing({ acl: engineering }));
  const refused = await clientOf('bob')
    .document(documentId)
    .catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'document_not_found', status: 404 });
  expect((await clientOf('bob').search({ query: 'lift' })).results).toEqual([]);
  await clientOf('alice').setPermissions(documentId, { ...engineering, everyone: true });
  expect((await clientOf('bob').search({ query: 'lift' })).results).toMatchObject([
    { documentId, why: { fused: { rank: 1 } } },
  ]);
  expect((await clientOf('carol').search({ query: 'lift' })).results).toEqual([]);
  expect((await clientOf('bob').content(documentId)).url).toContain(documentId);
  expect((await clientOf('alice').delete(documentId)).status).toBe('deleting');
});

test('an answer is the same in pieces and at once', async () => {
  await clientOf('alice').upload(wing());
  const whole = await clientOf('alice').answer({ question: 'what makes lift?' });
  const { status, sentences, citations } = await read(clientOf('alice').streamAnswer({ question: 'what makes lift?' }));
  expect({ status, sentences, citations }).toEqual({
    status: 'answered',
    sentences: whole.sentences,
    citations: whole.citations,
  });
  expect((await read(clientOf('bob').streamAnswer({ question: 'lift?' }))).status).toBe('unknown');
});

test('a citation opens its passage for who may see it, and for nobody else', async () => {
  const documentId = await clientOf('alice').upload(wing());
  const { citations } = await clientOf('alice').answer({ question: 'lift' });
  const [citation] = citations;
  if (!citation) throw new Error('nothing is cited');
  expect(await clientOf('alice').passage(citation)).toMatchObject({ documentId, text });
  expect(api.requests.at(-1)?.body).toMatchObject({ mode: 'keyword', filters: { documentIds: [documentId] } });
  expect(await clientOf('alice').passage({ ...citation, chunkId: 'd1.2.0' })).toBeUndefined();
  expect(await clientOf('bob').passage(citation)).toBeUndefined();
});

test('errors say their code, and when to try again', async () => {
  api.refusals.push({ status: 429, code: 'rate_limited', retryAfter: '7' });
  const failed = await clientOf('alice')
    .search({ query: 'a' })
    .catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(RequestError);
  expect(failed).toMatchObject({ code: 'rate_limited', retryAfterMs: 7_000, status: 429 });
  const lost = new RagClient({ baseUrl: 'http://127.0.0.1:1', token: () => Promise.resolve('t') });
  await expect(lost.search({ query: 'a' })).rejects.toMatchObject({ code: 'connection_lost' });
});

test('a request that is given up throws what it was given up with', async () => {
  const controller = new AbortController();
  controller.abort(new Error('enough'));
  await expect(clientOf('alice').search({ query: 'a' }, controller.signal)).rejects.toThrow('enough');
});

describe('a stream', () => {
  let server: Server;
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });
  async function clientOfStream(body: string): Promise<RagClient> {
    server = createServer((_request, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new RagClient({ baseUrl: `http://127.0.0.1:${port}`, token: () => Promise.resolve('t') });
  }
  const sentence = 'event: sentence\ndata: {"text":"A.","citations":[],"verdict":"uncited"}\n\n';

  test('that breaks off is an error, though sentences had come', async () => {
    const client = await clientOfStream(sentence);
    const seen: string[] = [];
    const reading = async () => {
      for await (const { type } of client.streamAnswer({ question: 'q' })) seen.push(type);
    };
    await expect(reading()).rejects.toMatchObject({ code: 'connection_lost' });
    expect(seen).toEqual(['sentence']);
  });

  test('may end with an error, and have events that are not known', async () => {
    const problem = '{"code":"model_unavailable","detail":"Later"}';
    const client = await clientOfStream(`event: news\ndata: x\n\n${sentence}event: error\ndata: ${problem}\n\n`);
    const answer = await read(client.streamAnswer({ question: 'q' }));
    expect(answer).toMatchObject({ status: 'failed', error: { code: 'model_unavailable', message: 'Later' } });
    expect(answer.sentences).toHaveLength(1);
  });

  test('what its end says takes the place of what came before, and may leave out what is the same', async () => {
    const client = await clientOfStream(
      `${sentence}event: done\ndata: {"status":"answered","degraded":["rerank"]}\n\n`,
    );
    const answer = await read(client.streamAnswer({ question: 'q' }));
    expect(answer).toMatchObject({ status: 'answered', degraded: ['rerank'], sentences: [{ text: 'A.' }] });
  });
});
