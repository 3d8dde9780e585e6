import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import type { CaseWriter } from '../moderating';
import { caseItem, caseKey, readCase } from './case-items';

export interface CaseWriterOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  /** Days after its latest decision for which a case is kept. */
  readonly keptDays: number;
}

/** @returns the item of a version of what an organisation submitted; undefined where there is none */
export const createVersionReader =
  (document: DynamoDBDocumentClient, TableName: string) => async (org: string, id: string, version: number) => {
    const command = new GetCommand({ TableName, Key: caseKey(org, id, version), ConsistentRead: true });
    return (await document.send(command)).Item;
  };

/** Writes cases: every step is one write, on condition that nobody took another one meanwhile. */
export function createCaseWriter({ document, table: TableName, keptDays }: CaseWriterOptions): CaseWriter {
  const versionOf = createVersionReader(document, TableName);
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
  };
}
