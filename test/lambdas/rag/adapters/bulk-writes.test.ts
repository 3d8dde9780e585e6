import * as fc from 'fast-check';
import { bulk, type Operation } from '../../../../lambdas/rag/adapters/bulk-writes';

const operation = (id: string, bytes = 10): Operation => [JSON.stringify({ index: { _id: id } }), 'x'.repeat(bytes)];
const idOf = (line: string): string => JSON.parse(line).index._id;

/** A domain whose answers are by operation and try. */
function setUp(statusOf: (id: string, tries: number) => number) {
  const requests: { ids: string[]; bytes: number; refresh: string | undefined }[] = [];
  const tries = new Map<string, number>();
  const waits: number[] = [];
  const deps = {
    random: () => 1,
    wait: async (ms: number) => void waits.push(ms),
    send: async (lines: readonly string[], refresh: 'wait_for' | undefined) => {
      const ids = lines.filter((_, at) => at % 2 === 0).map(idOf);
      requests.push({ ids, bytes: lines.join('\n').length + 1, refresh });
      const items = ids.map((id) => {
        tries.set(id, (tries.get(id) ?? 0) + 1);
        const status = statusOf(id, tries.get(id) ?? 0);
        return {
          index: { status, ...(status >= 300 && { error: { type: `error_${status}`, reason: 'SECRET TEXT' } }) },
        };
      });
      return { items };
    },
  };
  return { deps, requests, waits };
}

test('operations are all sent, once each and in order, in requests of bounded size', async () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 2_000_000 }), { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(sizes, async (bytes) => {
      const { deps, requests } = setUp(() => 201);
      await bulk(
        deps,
        bytes.map((size, at) => operation(String(at), size)),
      );
      expect(requests.flatMap(({ ids }) => ids)).toEqual(bytes.map((_, at) => String(at)));
      for (const request of requests) expect(request.bytes).toBeLessThan(5_000_000);
      expect(requests.map(({ refresh }) => refresh).at(-1)).toBe('wait_for');
    }),
    { numRuns: 25 },
  );
});

test('many small ones are several requests, too', async () => {
  const { deps, requests } = setUp(() => 200);
  await bulk(
    deps,
    Array.from({ length: 1200 }, (_, at) => operation(String(at))),
  );
  expect(requests.map(({ ids }) => ids.length)).toEqual([500, 500, 200]);
});

test('nothing to write asks nothing', async () => {
  const { deps, requests } = setUp(() => 200);
  await bulk(deps, []);
  expect(requests).toEqual([]);
});

test('only what the domain had no room for is sent again, after longer and longer waits', async () => {
  const { deps, requests, waits } = setUp((id, tries) => (id === 'b' && tries < 3 ? 429 : 201));
  await bulk(
    deps,
    ['a', 'b', 'c'].map((id) => operation(id)),
  );
  expect(requests.map(({ ids }) => ids.join(''))).toEqual(['abc', 'b', 'b']);
  expect(waits).toEqual([500, 1000]);
});

test('it is not sent for ever', async () => {
  const { deps, requests } = setUp(() => 429);
  await expect(bulk(deps, [operation('a')])).rejects.toThrow('no room for 1 chunks');
  expect(requests).toHaveLength(6);
});

test('a request that is refused as a whole, because there are too many, is sent again', async () => {
  const { deps, requests } = setUp(() => 201);
  let calls = 0;
  const send: typeof deps.send = async (...given) => {
    calls += 1;
    if (calls === 1) throw Object.assign(new Error('Too Many Requests'), { statusCode: 429 });
    return deps.send(...given);
  };
  await bulk({ ...deps, send }, [operation('a')]);
  expect(requests).toHaveLength(1);
  const away = async () => Promise.reject(Object.assign(new Error('forbidden'), { statusCode: 403 }));
  await expect(bulk({ ...deps, send: away }, [operation('a')])).rejects.toThrow('forbidden');
});

test('a refusal of one ends it, and names nothing of what was written', async () => {
  const { deps } = setUp((id) => (id === 'b' ? 400 : 201));
  const failure = bulk(
    deps,
    ['a', 'b'].map((id) => operation(id)),
  );
  await expect(failure).rejects.toThrow('The index refused a chunk: error_400 (400)');
  await expect(failure).rejects.not.toThrow('SECRET');
});

test('what is no failure for the caller is none', async () => {
  const { deps } = setUp(() => 404);
  await bulk(deps, [operation('a')], (status) => status === 404);
  await expect(bulk(deps, [operation('b')])).rejects.toThrow('404');
});

test('an answer that leaves one out is a failure', async () => {
  const { deps } = setUp(() => 201);
  await expect(bulk({ ...deps, send: async () => ({ items: [] }) }, [operation('a')])).rejects.toThrow('0 outcomes');
});
