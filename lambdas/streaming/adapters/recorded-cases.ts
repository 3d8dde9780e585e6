import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import type { ModerationCase } from '../domain/cascade/moderation-case';
import { LABEL_INDEX, labelsOf, type QueueName, queueNames, queueOf, REVIEW_QUEUE_INDEX, readCase } from './case-items';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** Of what waits in each queue, the latest. */
const WAITING = 100;
/** Keys that one request reads. */
const PAGE = 100;

type Key = Readonly<Record<string, unknown>>;

/** Cases that a policy can be tried on: what waits for a person, and what people have judged, the latest first. */
export function createRecordedCases(document: DynamoDBDocumentClient, TableName: string, now: () => number) {
  async function keysOf(IndexName: string, [name, value]: readonly [string, string], Limit: number): Promise<Key[]> {
    const { Items = [] } = await document.send(
      new QueryCommand({
        ...{ TableName, IndexName, Limit, ScanIndexForward: false },
        KeyConditionExpression: '#name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
    return Items.map(({ pk, sk }) => ({ pk, sk }));
  }
  const waiting = (org: string, queue: QueueName) =>
    keysOf(REVIEW_QUEUE_INDEX, ['queueOf', queueOf(org, queue)], WAITING);

  return {
    /** @param most cases, those that people judged of the last thirty days */
    async recent(org: string, most: number): Promise<ModerationCase[]> {
      const keys = (await Promise.all(queueNames.map((queue) => waiting(org, queue)))).flat();
      for (let days = 0; days < DAYS && keys.length < most; days += 1) {
        const day = new Date(now() - days * DAY_MS).toISOString().slice(0, 10);
        keys.push(...(await keysOf(LABEL_INDEX, ['labelOf', labelsOf(org, day)], most - keys.length)));
      }
      // What was judged and appealed is in both indexes.
      const all = [...new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key])).values()].slice(0, most);
      const pages = Array.from({ length: Math.ceil(all.length / PAGE) }, (_, page) =>
        all.slice(page * PAGE, (page + 1) * PAGE),
      );
      const read = await Promise.all(
        pages.map(async (page) =>
          (await batchGet(document, { [TableName]: page }, { consistency: 'eventual' }))(TableName),
        ),
      );
      const cases = read.flat().map(readCase);
      return cases.sort((one, other) => other.content.receivedAt - one.content.receivedAt);
    },
  };
}
export type RecordedCases = ReturnType<typeof createRecordedCases>;
