import { text } from 'node:stream/consumers';
import { type FunctionHost, LogStore } from '../../../../tools/local/functions';
import { hostOf } from './host-fixture';

const stream = (body: string) => `
  const write = (stream, chunk) => new Promise((resolve) => stream.write(chunk, resolve));
  export const handler = awslambda.streamifyResponse(async (event, response, context) => { ${body} });`;
const metadata = '{ statusCode: 201, headers: { "content-type": "text/plain" }, cookies: ["a=b"] }';

const sources = {
  words: stream(`const http = awslambda.HttpResponseStream.from(response, ${metadata});
    for (const word of event.words) http.write(word);
    http.end();`),
  raw: stream(`await write(response, JSON.stringify({ statusCode: 202 }) + '\\0\\0\\0');
    await write(response, '\\0\\0\\0\\0\\0body');`),
  empty: stream(`awslambda.HttpResponseStream.from(response, { statusCode: 204 }).end();`),
  bare: stream(`response.end('no metadata');`),
  early: stream(`throw new TypeError('before metadata');`),
  late: stream(`const http = awslambda.HttpResponseStream.from(response, {});
    await write(http, 'half');
    throw new TypeError('after metadata');`),
  flood: stream(`const http = awslambda.HttpResponseStream.from(response, {});
    let written = 0;
    for (let i = 0; i < 64; i++) { await write(http, Buffer.alloc(64 * 1024)); console.log('written', ++written); }
    http.end();`),
  endless: stream(`const http = awslambda.HttpResponseStream.from(response, {});
    await new Promise((resolve) => {
      const timer = setInterval(() => http.write('tick '), 5);
      http.once('close', () => { clearInterval(timer); console.log('closed'); resolve(); });
    });`),
  plain: 'export const handler = async () => ({ statusCode: 200, body: "buffered" });',
};

let host: FunctionHost;
let stop: () => Promise<void>;
const waiting: { line: string; tell: () => void }[] = [];
beforeAll(async () => {
  const logs = new LogStore((_name, line) => {
    for (const each of waiting) if (line === each.line) each.tell();
  });
  ({ host, stop } = await hostOf(sources, {}, { logs }));
});
afterAll(() => stop());

const logged = (line: string) =>
  new Promise<void>((tell) => {
    waiting.push({ line, tell });
  });

describe('a streamed answer', () => {
  it('gives status, headers and cookies, then the body', async () => {
    const answer = await host.invokeStreaming('words', { words: ['one ', 'two ', 'drei ü'] });
    expect(answer).toMatchObject({ statusCode: 201, headers: { 'content-type': 'text/plain' }, cookies: ['a=b'] });
    expect(await text(answer.body)).toBe('one two drei ü');
  });

  it('may cut the separator between two chunks', async () => {
    const answer = await host.invokeStreaming('raw', {});
    expect(answer.statusCode).toBe(202);
    expect(await text(answer.body)).toBe('body');
  });

  it('may have no body', async () => {
    const answer = await host.invokeStreaming('empty', {});
    expect(answer.statusCode).toBe(204);
    expect(await text(answer.body)).toBe('');
  });

  it.each(['bare', 'plain'])('without metadata fails (%s)', async (name) => {
    await expect(host.invokeStreaming(name, {})).rejects.toThrow('the function streamed no HTTP metadata');
  });

  it('fails with what was thrown before the metadata', async () => {
    await expect(host.invokeStreaming('early', {})).rejects.toMatchObject({
      error: { errorType: 'TypeError', errorMessage: 'before metadata' },
    });
  });

  it('breaks off with what was thrown after the metadata', async () => {
    const answer = await host.invokeStreaming('late', {});
    await expect(text(answer.body)).rejects.toThrow('after metadata');
  });

  it('waits for a client that does not read, and goes on when it does', async () => {
    const answer = await host.invokeStreaming('flood', {});
    if (!host.logs('flood').includes('written 3')) await logged('written 3');
    await host.invoke('words', { words: [] });
    expect(host.logs('flood').length).toBeLessThan(16);
    let size = 0;
    for await (const chunk of answer.body) size += (chunk as Buffer).length;
    expect(size).toBe(64 * 64 * 1024);
  });

  it('ends in the function when the client goes away', async () => {
    const client = new AbortController();
    const answer = await host.invokeStreaming('endless', {}, client.signal);
    answer.body.resume();
    const closed = logged('closed');
    client.abort();
    await closed;
  });

  it('ends in the function when the body is destroyed', async () => {
    const answer = await host.invokeStreaming('endless', {});
    const closed = logged('closed');
    answer.body.destroy();
    await closed;
  });

  it('breaks off when the process dies', async () => {
    const answer = await host.invokeStreaming('endless', {});
    const body = text(answer.body);
    await host.killEnvironments('endless');
    await expect(body).rejects.toThrow('Runtime exited');
  });
});

it('a streaming handler that is invoked plainly gives its bytes', async () => {
  const result = await host.invoke('words', { words: ['x'] });
  expect(result).toEqual({ ok: true, payload: expect.stringMatching(/^\{"statusCode":201.*\}\0{8}x$/) });
});
