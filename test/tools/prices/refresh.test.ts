import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PriceBook, PriceError } from '../../../tools/prices';
import { refresh } from '../../../tools/prices/refresh/refresh';
import { parseTable } from '../../../tools/prices/table';

/** An offer file as AWS publishes it: products by SKU, and the terms of each. */
function offer(
  rows: readonly { readonly usagetype: string; readonly tiers: readonly (readonly [string, string])[] }[],
) {
  const skus = rows.map((row, index) => [`SKU${index}`, row] as const);
  return {
    formatVersion: 'v1.0',
    publicationDate: '2026-11-20T10:00:00Z',
    products: Object.fromEntries(
      skus.map(([sku, { usagetype }]) => [
        sku,
        { sku, productFamily: 'Any', attributes: { usagetype, location: 'Here' } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        skus.map(([sku, { tiers }]) => [
          sku,
          {
            [`${sku}.TERM`]: {
              priceDimensions: Object.fromEntries(
                tiers.map(([endRange, USD], at) => [`${sku}.${at}`, { unit: 'x', endRange, pricePerUnit: { USD } }]),
              ),
            },
          },
        ]),
      ),
    },
  };
}

const offers: Record<string, unknown> = {
  '/offers/v1.0/aws/AWSLambda/current/eu-west-1/index.json': offer([
    {
      usagetype: 'EU-Lambda-GB-Second-ARM',
      tiers: [
        ['7500000000', '0.0000133334'],
        ['Inf', '0.0000110000'],
      ],
    },
    { usagetype: 'EU-Lambda-GB-Second', tiers: [['Inf', '0.0000150000']] },
  ]),
  '/offers/v1.0/aws/AmazonDynamoDB/current/eu-west-1/index.json': offer([
    { usagetype: 'EU-IA-WriteRequestUnits', tiers: [['Inf', '9']] },
    { usagetype: 'EU-WriteRequestUnits', tiers: [['Inf', '0.0000007050']] },
    { usagetype: 'EU-ReadRequestUnits', tiers: [['Inf', '1']] },
    { usagetype: 'EUW1-ReadRequestUnits', tiers: [['Inf', '2']] },
  ]),
  '/offers/v1.0/aws/AmazonSageMaker/current/eu-west-1/index.json': offer([
    { usagetype: 'EU-Host:ml.g5.xlarge', tiers: [['Inf', '1.57']] },
  ]),
};

let server: Server;
let base: string;
beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const found = offers[url];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? {}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

const listed = (usd: number, more: Record<string, unknown> = {}) => ({
  ...{
    unit: 'x',
    tiers: [{ usd }],
    source: 'https://example.com',
    sourceDate: '2025-01-01',
    confidence: 'listed',
    ...more,
  },
});
const units = (id: string) => new PriceBook().price(id, 'us-east-1');
const table = (prices: Record<string, unknown>) => parseTable({ region: 'eu-west-1', prices }, 'eu');

it('takes what changed with its tiers, its source and the day of the list, and keeps free units', async () => {
  const before = table({ 'lambda.gbSecond.arm64': listed(0.9, { freePerMonth: 400_000 }) });
  const { table: after, changed } = await refresh(before, base, units);
  expect(changed.map(({ id }) => id)).toEqual(['lambda.gbSecond.arm64']);
  expect(after.prices['lambda.gbSecond.arm64']).toEqual({
    unit: 'GB-second',
    tiers: [{ upTo: 7_500_000_000, usd: 0.0000133334 }, { usd: 0.000011 }],
    freePerMonth: 400_000,
    source: `${base}/offers/v1.0/aws/AWSLambda/current/eu-west-1/index.json`,
    sourceDate: '2026-11-20',
    confidence: 'listed',
  });
});

it('notes of a price that is as before that it was seen, and takes one of its own in place of a stand-in', async () => {
  const before = table({
    'dynamodb.writeUnit': listed(0.000000705),
    'sagemaker.instanceHour.ml.g5.xlarge': { as: 'us-east-1' },
  });
  const { table: after, changed, confirmed } = await refresh(before, base, units);
  expect(confirmed).toEqual(['dynamodb.writeUnit']);
  expect(after.prices['dynamodb.writeUnit']).toEqual({ ...listed(0.000000705), confirmed: '2026-11-20' });
  expect(changed).toEqual([{ id: 'sagemaker.instanceHour.ml.g5.xlarge', before: undefined, after: [{ usd: 1.57 }] }]);
  expect(after.prices['sagemaker.instanceHour.ml.g5.xlarge']).toMatchObject({
    tiers: [{ usd: 1.57 }],
    confidence: 'listed',
  });
});

it('leaves as it is what the list does not have, has twice, or is not known by', async () => {
  const before = table({
    'waf.acl': listed(5),
    'dynamodb.readUnit': listed(3),
    'lambda.provisionedGbSecond.arm64': listed(4),
  });
  const { table: after, left } = await refresh(before, base, units);
  expect(after.prices).toEqual(before.prices);
  expect(left.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
    'waf.acl: no row of the price list is known for it',
    expect.stringContaining('dynamodb.readUnit: several products have the usage type EU-ReadRequestUnits'),
    'lambda.provisionedGbSecond.arm64: the list has no Lambda-Provisioned-Concurrency-ARM',
  ]);
});

it('says where nobody answers', async () => {
  const before = table({ 'kinesis.shardHour': listed(1) });
  await expect(refresh(before, base, units)).rejects.toThrow(PriceError);
  await expect(refresh(before, base, units)).rejects.toThrow('AmazonKinesis/current/eu-west-1/index.json: HTTP 404');
});
