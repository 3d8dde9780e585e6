import { type CancellationReason, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Authored } from '../domain/approval';
import { type ApprovedPlace, createApprovedReader } from './approved-reader';
import { batchGet } from './batch-get';

const isRefused = ({ Code }: CancellationReason): boolean => Code === 'ConditionalCheckFailed';

const versionSort = (version: number) => `version#${String(version).padStart(8, '0')}`;

const heldSchema = z.object({ version: z.int() });

/** What holds, and what is to. What this version of the code cannot read is left out: another one can take its place. */
export interface Both<T> {
  /** Version that holds, whether or not it can be read; 0 where there is none. */
  readonly held: number;
  readonly current?: T;
  readonly draft?: T;
}

/**
 * What an organisation's people draft and approve, in DynamoDB: what holds, one draft, and every version that ever held.
 *
 * @param schema of one version
 */
export function createApprovedStore<T extends Authored>(
  document: DynamoDBDocumentClient,
  place: ApprovedPlace,
  schema: z.ZodMiniType<T>,
) {
  const TableName = place.table;
  const keyOf = (org: string, sk: string) => ({ ...place.keyOf(org), sk });
  return {
    current: createApprovedReader(document, place, schema),

    async both(org: string): Promise<Both<T>> {
      const itemsOf = await batchGet(document, { [TableName]: [keyOf(org, 'current'), keyOf(org, 'draft')] });
      const found = (sk: string) => itemsOf(TableName).find((item) => item.sk === sk);
      const current = found('current');
      const [read, draft] = [schema.safeParse(current), schema.safeParse(found('draft'))];
      return {
        held: current ? heldSchema.parse(current).version : 0,
        ...(read.success && { current: read.data }),
        ...(draft.success && { draft: draft.data }),
      };
    },

    /** A version that holds or once held; version 0 is in no table. */
    async version(org: string, version: number): Promise<T | undefined> {
      const keys = { [TableName]: [keyOf(org, versionSort(version))] };
      const [found] = (await batchGet(document, keys, { consistency: 'eventual' }))(TableName);
      return found && schema.parse(found);
    },

    /** A draft takes the place of the one before. */
    async putDraft(org: string, draft: T): Promise<void> {
      await document.send(new PutCommand({ TableName, Item: { ...keyOf(org, 'draft'), ...draft } }));
    },

    /**
     * Lets a draft hold, unless another version holds by now, or another draft is there.
     *
     * @param before version that held when the draft was written; 0 where there was none
     */
    async approve(org: string, approved: T, before: number): Promise<boolean> {
      const ExpressionAttributeNames = { '#version': 'version' };
      const { version, writtenAt } = approved;
      const command = new TransactWriteCommand({
        TransactItems: [
          {
            Put: {
              TableName,
              Item: { ...keyOf(org, 'current'), ...approved },
              ConditionExpression: before === 0 ? 'attribute_not_exists(pk)' : '#version = :before',
              ...(before > 0 && { ExpressionAttributeNames, ExpressionAttributeValues: { ':before': before } }),
            },
          },
          {
            Put: {
              TableName,
              Item: { ...keyOf(org, versionSort(version)), ...approved },
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          {
            Delete: {
              TableName,
              Key: keyOf(org, 'draft'),
              ConditionExpression: '#version = :version AND writtenAt = :writtenAt',
              ExpressionAttributeNames,
              ExpressionAttributeValues: { ':version': version, ':writtenAt': writtenAt },
            },
          },
        ],
      });
      try {
        await document.send(command);
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException && error.CancellationReasons?.some(isRefused)) return false;
        throw error;
      }
    },
  };
}
export type ApprovedStore<T extends Authored> = ReturnType<typeof createApprovedStore<T>>;
