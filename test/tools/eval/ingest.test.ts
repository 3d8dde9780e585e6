import { Writable } from 'node:stream';
import { ingest } from '../../../tools/eval/ingest';
import { inParallel } from '../../../tools/operator/in-parallel';
import { patiently } from '../../../tools/operator/patience';
import { ProgressBar } from '../../../tools/operator/progress';
import { RequestError } from '../../../web/client/chat-error';
import { RagClient } from '../../../web/client/rag-client';
import { FakeRagApi } from '../../support/fake-rag-api';

const { signal } = new AbortController();
const user = { userId: 'u', org: 'o', groups: [], clearance: 0 };

test('documents are uploaded as texts, waited for, and told of where they cannot be searched', async () => {
  const api = await new FakeRagApi(() => user).start();
  try {
    api.refusals.push({ status: 429, code: 'rate_limited', retryAfter: '0' });
    const client = new RagClient({ baseUrl: api.url, token: () => Promise.resolve('t') });
    const onDone = jest.fn();
    const documents = [
      { id: 'a', title: 'A', text: ' words ' },
      { id: 'b', title: 'only a title', text: '' },
      { id: 'c', title: ' ', text: '\n' },
    ];
    const options = { atOnce: 2, signal, onDone, lookMs: [1, 1] } as const;
    const { idOf, notIndexed } = await ingest(client, documents, options);
    expect([...idOf.values()].toSorted()).toEqual(['a', 'b']);
    expect(notIndexed).toEqual([{ id: 'c', code: 'empty', message: expect.any(String) }]);
    expect(api.documents.map(({ text }) => text).toSorted()).toEqual(['only a title', 'words']);
    expect(onDone).toHaveBeenCalledTimes(3);
  } finally {
    api.stop();
  }
});

test('a document that fails, and one that never ends, are told of with the reason', async () => {
  const statuses: Record<string, object> = {
    bad: { status: 'failed', failure: { code: 'malformed', message: 'No text' } },
    slow: { status: 'embedding' },
  };
  const client = {
    upload: ({ title }: { title: string }) => Promise.resolve(title),
    document: (id: string) => Promise.resolve(statuses[id]),
  } as unknown as RagClient;
  const documents = ['bad', 'slow'].map((id) => ({ id, title: id, text: 'x' }));
  const { notIndexed } = await ingest(client, documents, { atOnce: 2, signal, patienceMs: 3, lookMs: [1, 1] });
  expect(notIndexed).toEqual([
    { id: 'bad', code: 'malformed', message: 'No text' },
    { id: 'slow', code: 'timeout', message: expect.stringContaining('Still embedding') },
  ]);
});

test('no more are under way than asked for, and the first failure begins no more', async () => {
  let under = 0;
  let most = 0;
  const begun: number[] = [];
  const work = async (item: number) => {
    begun.push(item);
    under += 1;
    most = Math.max(most, under);
    await new Promise((resolve) => setImmediate(resolve));
    under -= 1;
    if (item === 5) throw new Error('five');
  };
  const items = Array.from({ length: 50 }, (_, index) => index);
  await expect(inParallel(items, 3, work)).rejects.toThrow('five');
  expect(most).toBe(3);
  expect(under).toBe(0);
  expect(begun.length).toBeLessThan(12);
});

describe('a request that is made again', () => {
  const waits: number[] = [];
  const wait = ((ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  }) as Parameters<typeof patiently>[2];
  beforeEach(() => waits.splice(0));

  it('waits as long as the service says, longer each time where it does not', async () => {
    const errors = [
      new RequestError('rate_limited', '', 3_000, 429),
      new RequestError('internal_error', '', undefined, 503),
      new RequestError('connection_lost', ''),
    ];
    const answer = await patiently(
      async () => {
        const error = errors.shift();
        if (error) throw error;
        return 'done';
      },
      signal,
      wait,
    );
    expect([answer, waits]).toEqual(['done', [3_000, 500, 1_000]]);
  });

  it('is given up in the end, and at once where trying again does not help', async () => {
    const busy = () => Promise.reject(new RequestError('internal_error', 'busy', undefined, 500));
    await expect(patiently(busy, signal, wait)).rejects.toThrow('busy');
    expect(waits).toHaveLength(7);
    waits.splice(0);
    await expect(
      patiently(() => Promise.reject(new RequestError('x', 'wrong', undefined, 400)), signal, wait),
    ).rejects.toThrow('wrong');
    await expect(patiently(() => Promise.reject(new TypeError('broken')), signal, wait)).rejects.toThrow('broken');
    expect(waits).toEqual([]);
  });
});

describe('progress', () => {
  function terminal(isTTY: boolean) {
    const written: string[] = [];
    const out = new Writable({ write: (chunk, _encoding, done) => done(void written.push(String(chunk))) });
    return { out: Object.assign(out, { isTTY, columns: 60 }), text: () => written.join('') };
  }

  it('is a bar on a terminal', () => {
    const { out, text } = terminal(true);
    const bar = new ProgressBar(out, 'documents', 2);
    bar.step();
    expect(text()).toMatch(/\r.{4}█{12}░{12} documents: 1 of 2$/);
    bar.step();
    bar.end('fine');
    expect(text()).toMatch(/documents: 2 of 2, fine\n$/);
  });

  it('is a line for each tenth elsewhere', () => {
    const { out, text } = terminal(false);
    const bar = new ProgressBar(out, 'queries', 30);
    for (let step = 0; step < 30; step += 1) bar.step();
    bar.end();
    expect(text().split('\n')).toHaveLength(11);
    expect(text()).not.toContain('\r');
  });
});
