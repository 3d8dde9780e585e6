import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import {
  documentPk,
  headItemKey,
  TOMBSTONE_DAYS,
  ttlAfter,
  UPLOAD_PREFIX,
  uploadItemKey,
} from '../domain/document-items';
import { headSchema, type Upload, uploadSchema } from '../domain/head';
import type { DocumentKey } from '../domain/original-key';
import type { IngestStore } from '../ingest-ports';
import { createClaim } from './version-claim';

export interface IngestStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface HeadChange {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** Beside that the document is there and not going. */
  readonly condition: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** What the worker writes about documents. Whatever a write says, it says only while the document is there and not going. */
export function createIngestStore({ document, tableName: TableName, now }: IngestStoreOptions): IngestStore {
  /** @returns whether it was done */
  async function change(key: DocumentKey, { set, remove = [], condition, values = {} }: HeadChange): Promise<boolean> {
    const given = Object.entries({ ...set, updatedAt: now() }).filter(([, value]) => value !== undefined);
    const absent = Object.keys(set).filter((name) => set[name] === undefined);
    const removed = [...remove, ...absent];
    const update = new UpdateCommand({
      TableName,
      Key: headItemKey(key),
      UpdateExpression: [
        `SET ${given.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ...(removed.length > 0 ? [`REMOVE ${removed.map((name) => `#${name}`).join(', ')}`] : []),
      ].join(' '),
      ConditionExpression: `attribute_exists(pk) AND NOT (#status IN (:gone1, :gone2)) AND ${condition}`,
      ExpressionAttributeNames: {
        '#status': 'status',
        ...Object.fromEntries([...given.map(([name]) => name), ...removed].map((name) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ':gone1': 'deleting',
        ':gone2': 'deleted',
        ...values,
        ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
      },
    });
    return (await unlessRefused(document.send(update))) !== undefined;
  }

  async function findUpload(key: DocumentKey, uploadId: string): Promise<Upload | undefined> {
    const Key = uploadItemKey(key, uploadId);
    const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
    return Item && uploadSchema.parse(Item);
  }

  return {
    async findHead(key) {
      const { Item } = await document.send(new GetCommand({ TableName, Key: headItemKey(key), ConsistentRead: true }));
      return Item && headSchema.parse(Item);
    },

    findUpload,

    async uploads(key) {
      const found: Upload[] = [];
      let ExclusiveStartKey: Record<string, unknown> | undefined;
      do {
        const page = await document.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': documentPk(key), ':prefix': UPLOAD_PREFIX },
            ConsistentRead: true,
            ExclusiveStartKey,
          }),
        );
        found.push(...(page.Items ?? []).map((item) => uploadSchema.parse(item)));
        ExclusiveStartKey = page.LastEvaluatedKey;
      } while (ExclusiveStartKey);
      return found;
    },

    claim: createClaim({ document, tableName: TableName, findUpload }),

    async progress(key, version, uploadId, status) {
      await change(key, {
        set: { status, statusVersion: version, statusUploadId: uploadId },
        remove: ['failure', 'ttl'],
        condition: 'statusVersion <= :statusVersion AND NOT contains(burned, :statusVersion)',
      });
    },

    async fail(key, version, uploadId, failure) {
      await change(key, {
        set: { status: 'failed', failure, statusVersion: version, statusUploadId: uploadId },
        remove: ['ttl'],
        condition: 'statusVersion <= :statusVersion AND decidedVersion < :statusVersion',
      });
    },

    async burn(key, versions, decidedVersion) {
      const update = new UpdateCommand({
        TableName,
        Key: headItemKey(key),
        UpdateExpression: 'ADD burned :burned',
        ConditionExpression: 'decidedVersion = :decided AND NOT (#status IN (:gone1, :gone2))',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: {
          ...{ ':burned': versions, ':decided': decidedVersion },
          ...{ ':gone1': 'deleting', ':gone2': 'deleted' },
        },
      });
      return (await unlessRefused(document.send(update))) !== undefined;
    },

    async forgetBurned(key, versions) {
      if (versions.size === 0) return;
      const update = new UpdateCommand({
        TableName,
        Key: headItemKey(key),
        UpdateExpression: 'DELETE burned :versions',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':versions': versions },
      });
      await unlessRefused(document.send(update));
    },

    goLive: (key, { version, uploadId, ...rest }) =>
      change(key, {
        set: { ...rest, liveVersion: version, decidedVersion: version, liveUploadId: uploadId },
        remove: ['ttl'],
        condition: 'decidedVersion < :decidedVersion AND NOT contains(burned, :liveVersion)',
      }),

    keep: (key, version, liveVersion) =>
      change(key, {
        set: { decidedVersion: version },
        condition: 'decidedVersion < :decidedVersion AND liveVersion = :expected',
        values: { ':expected': liveVersion },
      }),

    async removeUpload(key, { uploadId, version }) {
      const remove = new DeleteCommand({
        TableName,
        Key: uploadItemKey(key, uploadId),
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: { ':version': version },
      });
      await unlessRefused(document.send(remove));
    },

    async bury(key) {
      const update = new UpdateCommand({
        TableName,
        Key: headItemKey(key),
        UpdateExpression:
          'SET #status = :deleted, #ttl = :ttl, liveVersion = :none, chunks = :none, updatedAt = :now REMOVE ownerSort, contentHash, liveUploadId, statusUploadId',
        ConditionExpression: '#status = :deleting',
        ExpressionAttributeNames: { '#status': 'status', '#ttl': 'ttl' },
        ExpressionAttributeValues: {
          ':deleting': 'deleting',
          ':deleted': 'deleted',
          ':ttl': ttlAfter(TOMBSTONE_DAYS, now()),
          ':none': 0,
          ':now': now(),
        },
      });
      await unlessRefused(document.send(update));
    },
  };
}
