import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import type { ModerationCase } from '../domain/cascade/moderation-case';
import type { CaseWriter } from '../moderating';
import { itemPk, LABEL_INDEX, labelsOf, type QueueName, queueOf, REVIEW_QUEUE_INDEX, readCase } from './case-items';
import { type CaseWriterOptions, createCaseWriter, createVersionReader } from './case-writer';

export interface CaseStore extends CaseWriter {
  /** @returns that version, or the latest one; undefined where there is none */
  find(org: string, id: string, version?: number): Promise<ModerationCase | undefined>;
  /** What waits for a person, the gravest first. The index follows the table within a moment. */
  waiting(org: string, queue: QueueName, most: number): Promise<ModerationCase[]>;
  /** What people judged on a day, in the order in which they did; `next` where there may be more. The index follows within a moment. */
  labelled(org: string, day: string, most: number, after?: string): Promise<LabelledPage>;
}

export interface LabelledPage {
  readonly cases: readonly ModerationCase[];
  readonly next?: string | undefined;
}

/** Cases in DynamoDB, with what people ask of them. */
export function createCaseStore({ document, table: TableName, keptDays }: CaseWriterOptions): CaseStore {
  const versionOf = createVersionReader(document, TableName);

  async function latestOf(org: string, id: string) {
    const { Items } = await document.send(
      new QueryCommand({
        ...{ TableName, ConsistentRead: true, ScanIndexForward: false, Limit: 1 },
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': itemPk(org, id) },
      }),
    );
    return Items?.[0];
  }

  /** What entries of an index are of, in their order. One that moves may be there twice for a moment, and a key is asked for once. */
  async function casesOf(entries: readonly Record<string, unknown>[]): Promise<ModerationCase[]> {
    const nameOf = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
    const keys = new Map(entries.map(({ pk, sk }) => [nameOf({ pk, sk }), { pk, sk }]));
    if (keys.size === 0) return [];
    const itemsOf = await batchGet(document, { [TableName]: [...keys.values()] });
    const known = new Map(itemsOf(TableName).map((item) => [nameOf(item), readCase(item)]));
    return [...keys.keys()].flatMap((name) => known.get(name) ?? []);
  }

  return {
    ...createCaseWriter({ document, table: TableName, keptDays }),

    async find(org, id, version) {
      const item = version === undefined ? await latestOf(org, id) : await versionOf(org, id, version);
      return item && readCase(item);
    },

    async waiting(org, queue, Limit) {
      const { Items = [] } = await document.send(
        new QueryCommand({
          ...{ TableName, IndexName: REVIEW_QUEUE_INDEX, Limit },
          KeyConditionExpression: 'queueOf = :queue',
          ExpressionAttributeValues: { ':queue': queueOf(org, queue) },
        }),
      );
      return casesOf(Items);
    },

    async labelled(org, day, Limit, after = '') {
      const { Items = [], LastEvaluatedKey } = await document.send(
        new QueryCommand({
          ...{ TableName, IndexName: LABEL_INDEX, Limit },
          KeyConditionExpression: 'labelOf = :day AND labelSort > :after',
          // No text of DynamoDB's keys is empty.
          ExpressionAttributeValues: { ':day': labelsOf(org, day), ':after': after || ' ' },
        }),
      );
      const last = LastEvaluatedKey && Items.at(-1)?.labelSort;
      return { cases: await casesOf(Items), ...(typeof last === 'string' && { next: last }) };
    },
  };
}
