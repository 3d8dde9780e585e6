import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import type { ModerationCase } from '../domain/cascade/moderation-case';
import type { CaseWriter } from '../moderating';
import { caseItem, caseKey, itemPk, type QueueName, queueOf, REVIEW_QUEUE_INDEX, readCase } from './case-items';

export interface CaseStore extends CaseWriter {
  /** @returns that version, or the latest one; undefined where there is none */
  find(org: string, id: string, version?: number): Promise<ModerationCase | undefined>;
  /** What waits for a person, the gravest first. The index follows the table within a moment. */
  waiting(org: string, queue: QueueName, most: number): Promise<ModerationCase[]>;
}

export interface CaseStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  /** Days after its latest decision for which a case is kept. */
  readonly keptDays: number;
}

/** Cases in DynamoDB: every step is one write, on condition that nobody took another one meanwhile. */
export function createCaseStore({ document, table: TableName, keptDays }: CaseStoreOptions): CaseStore {
  const versionOf = async (org: string, id: string, version: number) => {
    const command = new GetCommand({ TableName, Key: caseKey(org, id, version), ConsistentRead: true });
    return (await document.send(command)).Item;
  };

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
    async create(given) {
      const put = new PutCommand({
        ...{ TableName, Item: caseItem(given, keptDays), ConditionExpression: 'attribute_not_exists(pk)' },
      });
      if (await unlessRefused(document.send(put))) return undefined;
      const { org, id, version } = given.content;
      // It is there, or was until this moment: then reading it fails, and it is judged again.
      return readCase(await versionOf(org, id, version));
    },

    async put(given) {
      const put = new PutCommand({
        ...{ TableName, Item: caseItem(given, keptDays), ConditionExpression: '#change = :change' },
        ExpressionAttributeNames: { '#change': 'change' },
        ExpressionAttributeValues: { ':change': given.change },
      });
      return (await unlessRefused(document.send(put))) !== undefined;
    },

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
      const RequestItems = { [TableName]: { Keys, ConsistentRead: true } };
      const { Responses } = await document.send(new BatchGetCommand({ RequestItems }));
      const nameOf = ({ pk, sk }: Record<string, unknown>) => `${pk} ${sk}`;
      const known = new Map(Responses?.[TableName]?.map((item) => [nameOf(item), readCase(item)]));
      return Keys.flatMap((key) => known.get(nameOf(key)) ?? []);
    },
  };
}
