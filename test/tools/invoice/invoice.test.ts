import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { createLedgerStore } from '../../../lambdas/chat/adapters/ledger-store';
import { createQuotaStore } from '../../../lambdas/chat/adapters/quota-store';
import { orgMonthPk } from '../../../lambdas/chat/domain/ledger';
import { addRollups, type LedgerEntry, NOTHING, type Rollup } from '../../../lambdas/chat/domain/usage';
import { type Invoice, invoiceOf } from '../../../tools/invoice/invoice';
import { usageTable } from '../../../tools/invoice/usage-table';
import { startUsageTable, type UsageTable } from '../../lambdas/chat/support/usage-table';

jest.setTimeout(60_000);

let table: UsageTable;
beforeAll(async () => {
  table = await startUsageTable();
});
afterAll(() => table.stop());

const november = Date.UTC(2026, 10, 30, 23, 59, 59, 999);
const december = november + 1;
let messages = 0;

function entryOf(org: string, at: number, more: Partial<LedgerEntry> = {}): LedgerEntry {
  messages += 1;
  return {
    messageId: `m${messages}`,
    at: new Date(at).toISOString(),
    userId: 'ann',
    org,
    model: 'small',
    target: 'small',
    transport: 'http',
    inputTokens: 10,
    outputTokens: 5,
    cachedTokens: 2,
    costMicroUsd: 30,
    reservedTokens: 100,
    reservedCostMicroUsd: 500,
    ...more,
  };
}

const enter = (entry: LedgerEntry, shard = 0, region = 'us-east-1') =>
  createLedgerStore({ ...table.options, region }).enter(entry, { at: Date.parse(entry.at), shard });

const invoice = (org: string, month = '2026-11') => invoiceOf(usageTable(table.options), org, month);

const sumOf = ({ lines }: Invoice): Rollup =>
  lines
    .map(({ requests, inputTokens, outputTokens, cachedTokens, costMicroUsd }) => ({
      ...{ requests, inputTokens, outputTokens, cachedTokens, costMicroUsd },
    }))
    .reduce(addRollups, NOTHING);

test('a line for each user, model and target of an organisation, over all regions and shards, of one month', async () => {
  await enter(entryOf('acme', november));
  await enter(entryOf('acme', november, { costMicroUsd: 70 }), 3);
  await enter(entryOf('acme', november, { userId: 'ann#2' }), 1, 'eu-west-1');
  await enter(entryOf('acme', november, { userId: 'key:1', target: undefined }));
  await enter(entryOf('acme', november, { target: 'large' }));
  await enter(entryOf('acme', december));
  await enter(entryOf('acme#us-east-1', november));
  const figures = { requests: 1, inputTokens: 10, outputTokens: 5, cachedTokens: 2, costMicroUsd: 30 };
  const made = await invoice('acme');
  expect(made.problems).toEqual([]);
  expect(made.lines).toEqual([
    { user: 'ann', model: 'small', target: 'large', ...figures },
    {
      ...{ user: 'ann', model: 'small', target: 'small', requests: 2, inputTokens: 20, outputTokens: 10 },
      ...{ cachedTokens: 4, costMicroUsd: 100 },
    },
    { user: 'ann#2', model: 'small', target: 'small', ...figures },
    { user: 'key:1', model: 'small', target: '', ...figures },
  ]);
  expect(made.total).toEqual(sumOf(made));
  expect((await invoice('acme', '2026-12')).total.requests).toBe(1);
  expect(await invoice('nobody')).toMatchObject({ lines: [], problems: [] });
});

test('organisations of a month are found by whatever they used, and what is only reserved is on no invoice', async () => {
  const october = Date.UTC(2026, 9, 5);
  await enter(entryOf('initech', october));
  const held = { at: october, tokens: 5, costMicroUsd: 5 };
  await createQuotaStore(table.options).hold({ org: 'hooli', shard: 0 }, held, { tokens: 10, costMicroUsd: 10 });
  expect(await usageTable(table.options).organisations('2026-10')).toEqual(['hooli', 'initech']);
  expect(await usageTable(table.options).organisations('2026-09')).toEqual([]);
  expect(await invoice('hooli', '2026-10')).toMatchObject({ lines: [], problems: [] });
});

test('says so when the ledger and the counters of the month do not agree', async () => {
  await enter(entryOf('umbrella', november));
  const count = (requests: number) =>
    table.options.document.send(
      new UpdateCommand({
        TableName: table.options.tableName,
        Key: { pk: orgMonthPk('umbrella', '2026-11'), sk: 'us-east-1#0' },
        UpdateExpression: 'ADD requests :one',
        ExpressionAttributeValues: { ':one': requests },
      }),
    );
  await count(1);
  const wrong = 'umbrella in us-east-1, shard 0: the lines have 1 requests, the month’s counter';
  expect((await invoice('umbrella')).problems).toEqual([`${wrong.replace('’', "'")} 2`]);
  await count(-2);
  expect((await invoice('umbrella')).problems).toEqual([`${wrong.replace('’', "'")} 0`]);
  await count(1);
  expect((await invoice('umbrella')).problems).toEqual([]);
});

test('adds up also while the month goes on: made as often as one likes beside what is being entered', async () => {
  const entry = fc.record({
    userId: fc.constantFrom('ann', 'bea', 'cay'),
    target: fc.constantFrom('small', 'large'),
    inputTokens: fc.nat(1000),
    outputTokens: fc.nat(1000),
    costMicroUsd: fc.nat(1000),
  });
  let orgs = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(entry, fc.nat(2)), { minLength: 1, maxLength: 12 }), async (entries) => {
      orgs += 1;
      const org = `busy-${orgs}`;
      const entering = Promise.all(entries.map(([more, shard]) => enter(entryOf(org, november, more), shard)));
      const meanwhile = await Promise.all([invoice(org), invoice(org), invoice(org)]);
      expect(meanwhile.flatMap(({ problems }) => problems)).toEqual([]);
      await entering;
      const made = await invoice(org);
      expect(made.problems).toEqual([]);
      expect(made.total).toEqual(sumOf(made));
      expect(made.total).toMatchObject({
        requests: entries.length,
        costMicroUsd: entries.reduce((sum, [{ costMicroUsd }]) => sum + costMicroUsd, 0),
      });
    }),
    { numRuns: 15 },
  );
});
