import type { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as fc from 'fast-check';
import { caseKey, labelsOf } from '../../../../lambdas/streaming/adapters/case-items';
import { createCaseStore } from '../../../../lambdas/streaming/adapters/case-store';
import { createEventLog } from '../../../../lambdas/streaming/adapters/event-log';
import { createModelCalls } from '../../../../lambdas/streaming/adapters/model-calls';
import { contentOf } from '../../../../lambdas/streaming/domain/cascade/content';
import { judgedByFilters } from '../../../../lambdas/streaming/domain/cascade/judging';
import { inForce, type ModerationCase } from '../../../../lambdas/streaming/domain/cascade/moderation-case';
import { claimed, decided, type StepResult } from '../../../../lambdas/streaming/domain/cascade/review-steps';
import { admitEvent } from '../../../../lambdas/streaming/domain/events/admit';
import { readRecord } from '../../../../lambdas/streaming/domain/events/read-record';
import { createModerating } from '../../../../lambdas/streaming/moderating';
import { testSeed } from '../../../support/seed/seed';
import { NOW } from '../support/events';
import { type ItemTable, startItemTable } from '../support/item-table';
import { moderatingDeps, ready, submitted, submittedEvent, texts } from '../support/moderation';

let table: ItemTable;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

const caseOf = (data: Readonly<Record<string, unknown>>): ModerationCase =>
  judgedByFilters(contentOf(submitted(data)), ready, NOW).case;
const taken = (result: StepResult): ModerationCase => {
  if (typeof result === 'string') throw new Error(result);
  return result;
};

it('of many who judge the same version at the same time, one settles it', async () => {
  const moderate = createModerating(
    moderatingDeps(table.store, {
      askModel: async () => ({ value: { decision: 'reject', category: 'fraud', confidence: 1, explanation: 'x' } }),
    }),
  );
  const event = submitted({ content: 'same', text: texts.ambiguous });
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => moderate(event)));
  expect(outcomes.filter(({ kind }) => kind === 'judged')).toHaveLength(1);
  const stored = await table.store.find('acme', 'same');
  expect(stored && [inForce(stored), stored.change]).toEqual(['reject', 2]);
});

it('an entry of the index that moves at that moment, and is there twice, is one case', async () => {
  await table.store.create({ ...caseOf({ content: 'moves', text: texts.grave }), status: 'held' });
  const { document } = table;
  const twice = {
    async send(command: QueryCommand) {
      const answer = await document.send(command);
      return { ...answer, ...(answer.Items && { Items: answer.Items.flatMap((item) => [item, item]) }) };
    },
  } as unknown as typeof document;
  const store = createCaseStore({ document: twice, table: 'items', keptDays: 30 });
  expect((await store.waiting('acme', 'moderators', 10)).map(({ content: { id } }) => id)).toEqual(['moves']);
});

it('whatever the API takes in is judged, and what is stored of it is UTF-8', async () => {
  const moderate = createModerating(moderatingDeps(table.store));
  const written: Uint8Array[] = [];
  const stream = {
    async send({ input: { Records = [] } }: PutRecordsCommand) {
      written.push(...Records.flatMap(({ Data }) => Data ?? []));
      return { Records: Records.map(() => ({ SequenceNumber: '1' })) };
    },
  } as unknown as KinesisClient;
  const ignore = async () => undefined;
  const append = createEventLog({ client: stream, stream: 's', pause: ignore, onError: ignore });
  const numbers = fc.oneof(fc.double({ min: 0, noNaN: true }), fc.constantFrom(1e16, 1e300, 1e-300, Number.MAX_VALUE));
  const units = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
  const words = fc.oneof(units, fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'casino \udc00'));
  let made = 0;
  const data = fc.record(
    {
      text: words.filter((text) => text !== ''),
      links: fc.array(words.filter((text) => text !== '')),
      author: fc.record({ ageDays: numbers, rejections: fc.maxSafeNat() }),
    },
    { requiredKeys: ['text'] },
  );
  await fc.assert(
    fc.asyncProperty(data, async (given) => {
      made += 1;
      const sent = { ...submittedEvent({ ...given, content: `any-${made}` }), org: undefined, receivedAt: undefined };
      const admission = admitEvent(JSON.parse(JSON.stringify(sent)), { now: NOW, mostAgeMs: 1_000 });
      if (!('event' in admission)) throw new Error(admission.detail);
      await append([{ ...admission.event, org: 'acme', receivedAt: NOW }]);
      const read = readRecord(written.at(-1) ?? new Uint8Array());
      if (!('event' in read)) throw new Error(read.poison.detail);
      expect(await moderate(read.event)).toMatchObject({ kind: 'judged' });
      const stored = await table.store.find('acme', `any-${made}`);
      expect(JSON.stringify(stored?.content)).not.toMatch(/\\ud[89a-f]/);
      expect(await moderate(read.event)).toEqual({ kind: 'duplicate' });
    }),
    { seed: testSeed, numRuns: 60 },
  );
});

it('tells the latest version, or the one that is asked for, of that organisation', async () => {
  for (const [version, text] of [
    [10, texts.clean],
    [9, texts.rejected],
  ] as const)
    await table.store.create(caseOf({ content: 'versions', version, text }));
  const versionOf = async (version?: number) => (await table.store.find('acme', 'versions', version))?.content.version;
  expect([await versionOf(), await versionOf(9), await versionOf(8)]).toEqual([10, 9, undefined]);
  expect(await table.store.find('globex', 'versions')).toBeUndefined();
});

it('lists what waits, the gravest first, and no more when it is decided; then it is a label', async () => {
  const org = 'queue';
  const put = async (content: string, text: string, receivedAt: number) => {
    const { content: own, ...rest } = caseOf({ content, text });
    await table.store.create({ ...rest, status: 'held', content: { ...own, org, receivedAt } });
  };
  await put('mild-later', texts.ambiguous, NOW + 1);
  await put('mild', texts.ambiguous, NOW);
  await put('grave', texts.grave, NOW + 2);
  const waiting = async () => (await table.store.waiting(org, 'moderators', 10)).map(({ content: { id } }) => id);
  expect(await waiting()).toEqual(['grave', 'mild', 'mild-later']);
  expect(await table.store.waiting(org, 'senior-moderators', 10)).toEqual([]);

  const ann = { userId: 'ann', isSenior: false };
  const [gravest] = await table.store.waiting(org, 'moderators', 1);
  if (!gravest) throw new Error('nothing waits');
  const claim = taken(claimed(gravest, ann, NOW));
  expect([await table.store.put(claim), await table.store.put(claim)]).toEqual([true, false]);
  const finding = { decision: 'reject', category: 'danger', note: 'a threat', reasons: [] } as const;
  const again = await table.store.find(org, 'grave');
  expect(await table.store.put(taken(decided(again ?? claim, ann, finding, NOW)))).toBe(true);
  expect(await waiting()).toEqual(['mild', 'mild-later']);

  const { Items } = await table.document.send(
    new QueryCommand({
      ...{ TableName: 'items', IndexName: 'Labels', KeyConditionExpression: 'labelOf = :labels' },
      ExpressionAttributeValues: { ':labels': labelsOf(org, new Date(NOW).toISOString().slice(0, 10)) },
    }),
  );
  expect(Items?.map(({ pk, sk }) => ({ pk, sk }))).toEqual([caseKey(org, 'grave', 1)]);
});

it('keeps what waits until somebody decides, and what is decided for its time', async () => {
  const itemOf = async (id: string) =>
    (await table.document.send(new GetCommand({ TableName: 'items', Key: caseKey('acme', id, 1) }))).Item;
  await table.store.create(caseOf({ content: 'kept', text: texts.grave }));
  await table.store.create(caseOf({ content: 'gone', text: texts.clean }));
  expect((await itemOf('kept'))?.ttl).toBeUndefined();
  expect((await itemOf('gone'))?.ttl).toBe(NOW / 1000 + 30 * 86_400);
  expect((await itemOf('gone'))?.content).toMatchObject({ text: '' });

  const later = NOW + 90 * 86_400_000;
  const [ann, kept] = [{ userId: 'ann', isSenior: false }, await table.store.find('acme', 'kept')];
  if (!kept) throw new Error('not there');
  const finding = { decision: 'approve', note: 'a quotation', reasons: [] } as const;
  await table.store.put(taken(decided(taken(claimed(kept, ann, later)), ann, finding, later)));
  expect((await itemOf('kept'))?.ttl).toBe(later / 1000 + 30 * 86_400);
});

it('of many who take calls at the same time, no more get one than the budget has', async () => {
  const budget = { perMonth: 48, burst: 48 };
  const names = { document: table.document, table: 'items', budget };
  const parts = Array.from({ length: 160 }, (_, index) =>
    createModelCalls({ ...names, random: () => (index % 16) / 16 }),
  );
  const taken = await Promise.all(parts.map((take) => take(NOW)));
  expect(taken.filter(Boolean)).toHaveLength(48);
  expect(await createModelCalls({ ...names, random: () => 0 })(NOW + 31 * 86_400_000)).toBe(true);
});
