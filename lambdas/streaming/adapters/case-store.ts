import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import type { ModerationCase } from '../domain/cascade/moderation-case';
import type { CaseWriter } from '../moderating';
import { itemPk, type QueueName, queueOf, REVIEW_QUEUE_INDEX, readCase } from './case-items';
import { type CaseWriterOptions, createCaseWriter, createVersionReader } from './case-writer';

export interface CaseStore extends CaseWriter {
  /** @returns that version, or the latest one; undefined where there is none */
  find(org: string, id: string, version?: number): Promise<ModerationCase | undefined>;
  /** What waits for a person, the gravest first. The index follows the table within a moment. */
  waiting(org: string, queue: QueueName, most: number): Promise<ModerationCase[]>;
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
      const Keys = Items.map(({ pk, sk }) => ({ pk, sk }));
      if (Keys.length === 0) return [];
      const itemsOf = await batchGet(document, { [TableName]: Keys });
      const nameOf = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
      const known = new Map(itemsOf(TableName).map((item) => [nameOf(item), readCase(item)]));
      return Keys.flatMap((key) => known.get(nameOf(key)) ?? []);
    },
  };
}
