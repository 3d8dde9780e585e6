import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import { unlessRefused } from '../../shared/stores/conditional';
import type { ImageFacts } from '../domain/images/image-facts';
import type { ImageRef } from '../domain/images/image-ref';
import { factsItemSchema, factsKey, imagePk, WAITS, type WaitingItem, waitingSchema, waitsKey } from './image-items';

export interface ImageStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly table: string;
  /** Days for which it is known what an image is. */
  readonly keptDays: number;
}

const DAY_SECONDS = 86_400;
/** Items that are told at a time. */
const PAGE = 100;

/** What is known of images, and which items wait for it. */
export function createImageStore({ document, table: TableName, keptDays }: ImageStoreOptions) {
  /** An upload that never comes is forgotten after a day. */
  const itemOf = (ref: ImageRef, facts: ImageFacts) => {
    const days = facts.status === 'waiting' ? 1 : keptDays;
    return { ...factsKey(ref), ...facts, sha256: ref.sha256, ttl: Math.floor(facts.at / 1000) + days * DAY_SECONDS };
  };

  async function find(ref: ImageRef): Promise<ImageFacts | undefined> {
    const { Item } = await document.send(new GetCommand({ TableName, Key: factsKey(ref), ConsistentRead: true }));
    return Item && factsItemSchema.parse(Item);
  }

  return {
    find,

    /** @returns facts of those that there are, by their SHA-256; a hundred at most */
    async findAll(refs: readonly ImageRef[]): Promise<ReadonlyMap<string, ImageFacts>> {
      if (refs.length === 0) return new Map();
      const itemsOf = await batchGet(document, { [TableName]: refs.map(factsKey) });
      return new Map(itemsOf(TableName).map((item) => [String(item.sha256), factsItemSchema.parse(item)]));
    },

    /** Notes that an upload is to come, unless more is known. @returns what then is known */
    async expectUpload(ref: ImageRef, facts: ImageFacts): Promise<ImageFacts> {
      const put = new PutCommand({
        ...{
          TableName,
          Item: itemOf(ref, facts),
          ConditionExpression: 'attribute_not_exists(pk) OR #status = :waiting',
        },
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':waiting': 'waiting' },
      });
      return (await unlessRefused(document.send(put))) ? facts : ((await find(ref)) ?? facts);
    },

    async put(ref: ImageRef, facts: ImageFacts): Promise<void> {
      await document.send(new PutCommand({ TableName, Item: itemOf(ref, facts) }));
    },

    /** Some of the items that wait for an image. */
    async waitingFor(ref: ImageRef): Promise<readonly WaitingItem[]> {
      const { Items = [] } = await document.send(
        new QueryCommand({
          ...{ TableName, ConsistentRead: true, Limit: PAGE },
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :waits)',
          ExpressionAttributeValues: { ':pk': imagePk(ref), ':waits': WAITS },
        }),
      );
      return Items.map((item) => waitingSchema.parse(item));
    },

    async forgetWaiting(ref: ImageRef, { id, version }: WaitingItem): Promise<void> {
      await document.send(new DeleteCommand({ TableName, Key: waitsKey(ref, id, version) }));
    },
  };
}
export type ImageStore = ReturnType<typeof createImageStore>;
