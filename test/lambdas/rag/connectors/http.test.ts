import * as z from 'zod/mini';
import { createHttp } from '../../../../lambdas/rag/connectors/http';
import { never } from './support/memory';
import { type Answer, type Served, serve } from './support/server';

let served: Served;
afterEach(() => served.close());

const url = new URL('https://docs.example.com/list?token=hidden');
const begin = async (...answers: Answer[]) => {
  served = await serve(() => answers.shift() ?? { body: 'late' });
  return served.http(['docs.example.com'], { authorization: 'Bearer hidden' });
};

it('waits as long as a 429 asks, in seconds or until a date, and then asks again', async () => {
  const date = new Date(Date.now() + 20_000).toUTCString();
  const http = await begin(
    { status: 429, headers: { 'retry-after': '7' } },
    { status: 429, headers: { 'retry-after': date } },
    { body: 'good' },
  );
  const { body } = await http.send(url, never);
  expect(new TextDecoder().decode(body)).toBe('good');
  expect(served.waits[0]).toBe(7_000);
  expect(served.waits[1]).toBeGreaterThan(15_000);
  expect(served.waits[1]).toBeLessThanOrEqual(20_000);
});

it('ends the run instead of waiting for longer than a minute', async () => {
  const http = await begin({ status: 429, headers: { 'retry-after': '3600' } });
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'throttled', status: 429 });
  expect(served.asked).toHaveLength(1);
});

it('tries failures of the server four times, with longer pauses, and names no query', async () => {
  const http = await begin(...Array.from({ length: 9 }, () => ({ status: 503 })));
  await expect(http.send(url, never)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'docs.example.com/list answered 503',
  });
  expect(served.waits).toEqual([500, 1_000, 2_000]);
});

it('does not try again what would not help', async () => {
  const http = await begin({ status: 400 });
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'refused', status: 400 });
  expect(served.asked).toHaveLength(1);
});

it('tells expired credentials from missing rights, by the name of the secret and nothing of its value', async () => {
  const http = await begin({ status: 401 }, { status: 403 });
  const expired = await http.send(url, never).catch((error: Error) => error);
  expect(expired).toMatchObject({
    code: 'credentials',
    message: expect.stringMatching(/secret the-secret.*expired.*Put new ones/),
  });
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'forbidden' });
  expect(String(expired)).not.toContain('hidden');
});

it('follows a redirect within its host, with the credential', async () => {
  const http = await begin({ status: 302, headers: { location: '/moved' } }, { body: 'there' });
  await http.send(url, never);
  expect(served.asked.map((asked) => [asked.url.pathname, asked.headers.authorization])).toEqual([
    ['/list', 'Bearer hidden'],
    ['/moved', 'Bearer hidden'],
  ]);
});

it.each([
  'https://evil.example/',
  'http://docs.example.com/',
  'https://docs.example.com:8443/',
  'https://169.254.169.254/latest/meta-data',
  'https://user@docs.example.com/',
  'file:///etc/passwd',
])('refuses a redirect to %s without asking for it', async (location) => {
  const http = await begin({ status: 307, headers: { location } });
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'host_refused' });
  expect(served.asked).toHaveLength(1);
});

it('refuses a redirect that has no end', async () => {
  const http = await begin(...Array.from({ length: 9 }, () => ({ status: 301, headers: { location: '/list' } })));
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'refused' });
  expect(served.asked).toHaveLength(4);
});

it.each<[string, Answer]>([
  ['no JSON', { body: '<html>maintenance</html>' }],
  ['another shape', { body: { items: 'none' } }],
])('calls an answer with %s malformed', async (_, answer) => {
  const http = await begin(answer);
  await expect(http.json(url, z.object({ items: z.array(z.string()) }), never)).rejects.toMatchObject({
    code: 'malformed',
  });
});

it('refuses an answer that is too large, as soon as it is', async () => {
  const http = await begin({ body: Buffer.alloc(50_000_001) });
  await expect(http.send(url, never)).rejects.toMatchObject({ code: 'too_large' });
});

it('gives up an attempt that takes too long, and tries again', async () => {
  const begun = Promise.withResolvers<void>();
  served = await serve(() => (served.asked.length === 1 ? begun.promise.then(() => undefined) : { body: 'good' }));
  const { fetch } = served;
  const http = createHttp({
    fetch,
    wait: async () => undefined,
    now: Date.now,
    hosts: ['docs.example.com'],
    attemptMs: 50,
  });
  await expect(http.send(url, never)).resolves.toMatchObject({ status: 200 });
  begun.resolve();
});

it('ends with the run that it belongs to', async () => {
  const over = new AbortController();
  served = await serve(() => {
    over.abort();
    return { status: 503 };
  });
  await expect(served.http(['docs.example.com']).send(url, over.signal)).rejects.toMatchObject({ name: 'AbortError' });
});
