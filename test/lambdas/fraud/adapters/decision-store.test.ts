import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { decisionIdOf, decisionKey, listKey, requestHashOf } from '../../../../lambdas/fraud/adapters/decision-items';
import type { HistoryPart } from '../../../../lambdas/fraud/domain/decision/history-parts';
import type { DecisionRecord } from '../../../../lambdas/fraud/domain/decision/stored-decision';
import { type EntityRef, entitiesOf } from '../../../../lambdas/fraud/domain/features/entity';
import { featureNames, featuresOf } from '../../../../lambdas/fraud/domain/features/features-of';
import { advance, emptyState } from '../../../../lambdas/fraud/domain/features/state';
import { paymentWith } from '../domain/features/support';
import { type DecisionTables, startDecisionTables } from '../support/decision-tables';
import { policy } from '../support/policy';

const payment = paymentWith({ device: 'd1', ip: '203.0.113.7' });
const refs = entitiesOf(payment);
const signal = () => AbortSignal.timeout(60_000);

let tables: DecisionTables;
let org: string;
let made = 0;

beforeAll(async () => {
  tables = await startDecisionTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  // Tests share tables, and no organisation.
  org = `org-${made++}`;
  tables.calls.length = 0;
  tables.between.intercept = undefined;
});

const idOf = (key: string) => decisionIdOf(org, key);
const read = (key = 'key', of: readonly EntityRef[] = refs) => tables.store.read(org, idOf(key), of, signal());

function recordOf(key: string, changes: Partial<DecisionRecord> = {}): DecisionRecord {
  const response = {
    ...{ decisionId: idOf(key), decision: 'approve' as const, reasons: [], degraded: [] },
    rules: { version: 0, matched: [], shadow: [] },
  };
  return {
    ...{ decisionId: idOf(key), org, response, payment, policy, seen: [], counted: [] },
    actor: { userId: 'key:1', org, tier: 'paid', credential: 'api-key' },
    requestHash: requestHashOf(payment),
    body: JSON.stringify(response),
    features: featuresOf(payment, {}),
    lists: { card: '', account: '', device: '', ip: '', merchant: '' },
    expectedLoss: 4_200,
    ...{ decidedAt: 1_700_000_000_123, tookMs: 12.3 },
    ...changes,
  };
}

/** Of each entity the part of a number, with the payment added. */
const counted = (parts: readonly HistoryPart[], shard = 0): HistoryPart[] =>
  parts
    .filter((part) => part.shard === shard)
    .map((part) => ({ ...part, state: advance(part.ref.kind, part.state, payment) }));

async function commit(key: string, parts: readonly HistoryPart[], changes?: Partial<DecisionRecord>) {
  return tables.store.commit(recordOf(key, changes), parts, signal());
}

const itemOf = async (key: string) =>
  (await tables.document.send(new GetCommand({ TableName: 'decisions', Key: decisionKey(idOf(key)) }))).Item;

describe('reading', () => {
  it('finds nothing of what was never seen, in one round trip', async () => {
    const { decision, lists, parts } = await read();
    expect(tables.calls).toEqual(['BatchGetItemCommand']);
    expect(decision).toBeUndefined();
    expect(lists).toEqual({ card: '', account: '', device: '', ip: '', merchant: '' });
    const numbers = Object.groupBy(parts, ({ ref }) => ref.kind);
    expect(Object.entries(numbers).map(([kind, all]) => [kind, all?.map(({ shard }) => shard)])).toEqual([
      ...['card', 'account', 'device'].map((kind) => [kind, [0]]),
      ['ip', [0, 1, 2, 3]],
      ['merchant', [0, 1, 2, 3, 4, 5, 6, 7]],
    ]);
    for (const { version, state, ref } of parts) expect([version, state]).toEqual([0, emptyState(ref.kind)]);
  });

  it('finds each part as it was written, and its own organisation alone', async () => {
    const before = counted((await read()).parts, 3);
    expect(await commit('first', before)).toBe('committed');
    const { parts } = await read();
    expect(parts.filter(({ version }) => version > 0)).toEqual(
      before.map((part) => ({ ...part, version: 1, ...(part.ref.kind === 'ip' && { recent: [idOf('first')] }) })),
    );
    expect(before.map(({ ref }) => ref.kind)).toEqual(['ip', 'merchant']);
    const elsewhere = await tables.store.read('elsewhere', 'd_none', refs, signal());
    expect(elsewhere.parts.filter(({ version }) => version > 0)).toEqual([]);
  });

  it('tells on which list an entity is, each of its own kind and organisation', async () => {
    const put = (of: string, ref: EntityRef, list: string) =>
      tables.document.send(new PutCommand({ TableName: 'decisions', Item: { ...listKey(of, ref), list } }));
    await put(org, { kind: 'card', id: 'c1' }, 'block');
    await put(org, { kind: 'merchant', id: 'm1' }, 'allow');
    await put(org, { kind: 'account', id: 'c1' }, 'block');
    await put('elsewhere', { kind: 'device', id: 'd1' }, 'block');
    expect((await read()).lists).toEqual({ card: 'block', account: '', device: '', ip: '', merchant: 'allow' });
  });

  it('asks again for what it did not get, and for nothing else', async () => {
    await commit('key', counted((await read()).parts));
    tables.calls.length = 0;
    const asked: unknown[] = [];
    tables.between.intercept = (_command, input) => {
      const { RequestItems } = input as { readonly RequestItems: Record<string, unknown> };
      asked.push(RequestItems);
      const { histories } = RequestItems;
      return asked.length === 1 ? { Responses: {}, UnprocessedKeys: { histories } } : undefined;
    };
    const { parts } = await read();
    expect(asked).toHaveLength(2);
    expect(Object.keys(asked[1] as object)).toEqual(['histories']);
    expect(asked[1]).toMatchObject({ histories: { ConsistentRead: true } });
    expect(parts.filter(({ version }) => version === 1).map(({ ref }) => ref)).toEqual(refs);
  });

  it('ends when its time is over, also while parts are still missing', async () => {
    const controller = new AbortController();
    tables.between.intercept = (_command, input) => {
      controller.abort();
      tables.between.intercept = undefined;
      return { Responses: {}, UnprocessedKeys: (input as { readonly RequestItems: unknown }).RequestItems };
    };
    await expect(tables.store.read(org, idOf('key'), refs, controller.signal)).rejects.toThrow(/abort/i);
  });
});

describe('writing', () => {
  it('keeps a decision with all that it came from, for as long as the stage says', async () => {
    const seen = [{ kind: 'card', shard: 0, version: 4 }] as const;
    expect(await commit('key', counted((await read()).parts), { seen })).toBe('committed');
    const item = await itemOf('key');
    expect(item).toMatchObject({ org, decision: 'approve', payment, policy, seen, decidedAt: 1_700_000_000_123 });
    expect(item?.ttl).toBe(1_700_000_000 + 30 * 86_400);
    const { buffer, byteOffset, byteLength } = featuresOf(payment, {});
    expect(Buffer.from(item?.features).equals(Buffer.from(buffer, byteOffset, byteLength))).toBe(true);
    expect(byteLength).toBe(featureNames.length * 4);
    expect((await read()).decision).toEqual({ requestHash: requestHashOf(payment), body: item?.body });
  });

  it('is one transaction of the decision and a part of each entity', async () => {
    const parts = counted((await read()).parts);
    tables.calls.length = 0;
    const conditions: unknown[] = [];
    tables.between.intercept = (_command, input) => {
      const { TransactItems } = input as { readonly TransactItems: { readonly Put: Record<string, unknown> }[] };
      conditions.push(...TransactItems.map(({ Put }) => Put.ConditionExpression));
      return undefined;
    };
    await commit('key', parts);
    expect(tables.calls).toEqual(['TransactWriteItemsCommand']);
    expect(conditions).toEqual(Array.from({ length: 6 }, () => 'attribute_not_exists(pk)'));
  });

  it('is a conflict where somebody wrote one of the histories meanwhile, and then nothing is written', async () => {
    const before = counted((await read()).parts);
    // Another payment of the same merchant, and of nobody else of this one.
    expect(
      await commit(
        'other',
        before.filter(({ ref }) => ref.kind === 'merchant'),
      ),
    ).toBe('committed');
    expect(await commit('key', before)).toBe('conflict');
    expect(await itemOf('key')).toBeUndefined();
    const { parts } = await read();
    expect(parts.filter(({ version }) => version > 0).map(({ ref }) => ref.kind)).toEqual(['merchant']);
    // With what it is now, it is written; and not from an older version again.
    expect(await commit('key', counted(parts))).toBe('committed');
    expect(await commit('third', counted(parts))).toBe('conflict');
  });

  it('gives back what was decided before, to the letter, and counts nothing', async () => {
    const { parts } = await read();
    await commit('key', counted(parts));
    tables.calls.length = 0;
    const again = await commit('key', counted((await read()).parts), {
      body: JSON.stringify({ ...recordOf('key').response, decision: 'decline' }),
    });
    expect(again).toEqual({ requestHash: requestHashOf(payment), body: recordOf('key').body });
    // It came with the refusal: there was no further read.
    expect(tables.calls).toEqual(['BatchGetItemCommand', 'TransactWriteItemsCommand']);
    expect((await read()).parts.filter(({ version }) => version > 1)).toEqual([]);
  });

  it.each([
    [['None', 'TransactionConflict'], 'conflict'],
    [['ThrottlingError', 'None'], 'conflict'],
    [['None', 'ProvisionedThroughputExceeded'], 'conflict'],
    [['None', 'ValidationError'], 'thrown'],
    [['None', 'ItemCollectionSizeLimitExceeded'], 'thrown'],
  ])('refused because of %j is %s', async (codes, expected) => {
    tables.between.intercept = () =>
      new TransactionCanceledException({
        message: 'Transaction cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    const outcome = commit('key', []).catch(() => 'thrown');
    expect(await outcome).toBe(expected);
  });

  it('keeps no name of whom a history is of', async () => {
    await commit('key', counted((await read()).parts));
    const { Items = [] } = await tables.document.send(new ScanCommand({ TableName: 'histories' }));
    expect(Items.length).toBeGreaterThan(0);
    for (const { pk } of Items) expect(pk).toMatch(/^(card|account|device|ip|merchant)#[\w-]{22}#\d$/);
  });
});
