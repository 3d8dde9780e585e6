import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { unlessRefused } from '../../shared/stores/conditional';
import type { Acl } from '../domain/access';
import { headItemKey, OWNER_INDEX, ownerSort, ttlAfter, uploadItemKey, WAITING_DAYS } from '../domain/document-items';
import type { ListPosition } from '../domain/document-list';
import { type Actor, type Head, headSchema, type NewUpload, VERSION_STEP } from '../domain/head';
import type { DocumentKey } from '../domain/original-key';
import { documentKeyOf } from '../org-hash';

/** A document that comes for the first time, or again after it was deleted. */
export interface NewDocument {
  readonly documentId: string;
  readonly org: string;
  /** Who brings it: a user, or a source. */
  readonly owner: string;
  /** `upload`, or the id of a source. */
  readonly source: string;
  readonly acl: Acl;
}

export interface DocumentStoreOptions {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Not on its way out. */
const IS_THERE = 'attribute_exists(pk) AND NOT (#status IN (:deleting, :deleted))';
const names = { '#status': 'status' };
const goneStates = { ':deleting': 'deleting', ':deleted': 'deleted' };

/**
 * What people and sources do with documents: each is one conditional write, so that two at a time are as if one came after the
 * other. An upload's item is written before its form is given out, so there is no original without one.
 */
export function createDocumentStore({ document, tableName: TableName, now }: DocumentStoreOptions) {
  async function putUpload(key: DocumentKey, upload: NewUpload, version: number): Promise<void> {
    const askedAt = now();
    const ttl = ttlAfter(WAITING_DAYS, askedAt);
    const Item = { ...uploadItemKey(key, upload.uploadId), ...upload, version, askedAt, ttl };
    await document.send(new PutCommand({ TableName, Item }));
  }

  async function changeHead(
    key: DocumentKey,
    expression: string,
    condition: string,
    values: Readonly<Record<string, unknown>>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Head | undefined> {
    const result = await unlessRefused(
      document.send(
        new UpdateCommand({
          TableName,
          Key: headItemKey(key),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { ...names, ...more },
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return result && headSchema.parse(result.Attributes);
  }

  /** A document without an upload ends by itself; one that waits is given the time of its latest form. */
  async function nextVersion(key: DocumentKey, owner: string): Promise<number | undefined> {
    const values = { ':step': VERSION_STEP, ':owner': owner };
    const waiting = await changeHead(
      key,
      'SET #ttl = :ttl ADD lastVersion :step',
      '#status = :waiting AND #owner = :owner AND attribute_exists(#ttl)',
      { ...values, ':waiting': 'awaiting-upload', ':ttl': ttlAfter(WAITING_DAYS, now()) },
      { '#ttl': 'ttl', '#owner': 'owner' },
    );
    if (waiting) return waiting.lastVersion;
    const condition = `${IS_THERE} AND #owner = :owner`;
    const head = await changeHead(
      key,
      'ADD lastVersion :step',
      condition,
      { ...values, ...goneStates },
      { '#owner': 'owner' },
    );
    return head?.lastVersion;
  }

  const store = {
    /**
     * Makes a document, and room for its first upload.
     *
     * @returns false when there is one of this id already
     */
    async create({ org, documentId, owner, source, acl }: NewDocument, upload: NewUpload): Promise<boolean> {
      const key = documentKeyOf(org, documentId);
      const { title, contentType, size, link, modifiedAt } = upload;
      const createdAt = now();
      const head: Head = {
        ...{ documentId, org, owner, source, acl, title, contentType, size, link, modifiedAt },
        ...{ aclVersion: 1, status: 'awaiting-upload', liveVersion: 0, chunks: 0, createdAt, updatedAt: createdAt },
        ...{ lastVersion: VERSION_STEP, decidedVersion: 0, statusVersion: 0 },
      };
      await putUpload(key, upload, VERSION_STEP);
      const put = new PutCommand({
        TableName,
        Item: {
          ...headItemKey(key),
          ...head,
          ownerSort: ownerSort(createdAt, documentId),
          ttl: ttlAfter(WAITING_DAYS, createdAt),
        },
        ConditionExpression: 'attribute_not_exists(pk)',
      });
      return (await unlessRefused(document.send(put))) !== undefined;
    },

    /**
     * Makes a document anew under the id of one that was deleted. Its versions go on from where they were, so that nothing that is
     * still on its way for the former one touches it.
     *
     * @returns false when there is none of this id that was deleted, and is deleted to the end
     */
    async revive({ org, documentId, owner, source, acl }: NewDocument, upload: NewUpload): Promise<boolean> {
      const key = documentKeyOf(org, documentId);
      const { title, contentType, size, link, modifiedAt } = upload;
      const fields = { owner, source, acl, title, contentType, size, modifiedAt, ...(link !== undefined && { link }) };
      const set = Object.keys(fields).map((name) => `#${name} = :${name}`);
      const head = await changeHead(
        key,
        `SET ${set.join(', ')}, ownerSort = :sort, createdAt = :now, updatedAt = :now, #status = :waiting, #ttl = :ttl,
          liveVersion = :none, chunks = :none, decidedVersion = lastVersion + :rest, statusVersion = lastVersion + :rest,
          lastVersion = lastVersion + :step, aclVersion = aclVersion + :one
          REMOVE failure, deletedBy, statusUploadId, liveUploadId, contentHash, burned, pages, #language${link === undefined ? ', link' : ''}`,
        '#status = :deleted',
        {
          ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`:${name}`, value])),
          ...{ ':sort': ownerSort(now(), documentId), ':now': now(), ':ttl': ttlAfter(WAITING_DAYS, now()) },
          ...{
            ':none': 0,
            ':one': 1,
            ':step': VERSION_STEP,
            ':rest': VERSION_STEP - 1,
            ':waiting': 'awaiting-upload',
            ':deleted': 'deleted',
          },
        },
        {
          ...Object.fromEntries(Object.keys(fields).map((name) => [`#${name}`, name])),
          ...{ '#ttl': 'ttl', '#language': 'language' },
        },
      );
      if (!head) return false;
      await putUpload(key, upload, head.lastVersion);
      return true;
    },

    /** Makes room for an upload of a new version. @returns false when the owner has no such document, or it is going */
    async addUpload(org: string, documentId: string, owner: string, upload: NewUpload): Promise<boolean> {
      const key = documentKeyOf(org, documentId);
      const version = await nextVersion(key, owner);
      if (version === undefined) return false;
      await putUpload(key, upload, version);
      return true;
    },

    /** @returns undefined when there is none */
    async find(org: string, documentId: string): Promise<Head | undefined> {
      const Key = headItemKey(documentKeyOf(org, documentId));
      const { Item } = await document.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
      return Item && headSchema.parse(Item);
    },

    /** Permissions that hold from now on. @returns undefined when the owner has no such document, or it is going */
    setAcl: (org: string, documentId: string, owner: string, acl: Acl): Promise<Head | undefined> =>
      changeHead(
        documentKeyOf(org, documentId),
        'SET acl = :acl, updatedAt = :now ADD aclVersion :one',
        `${IS_THERE} AND #owner = :owner`,
        { ':acl': acl, ':now': now(), ':one': 1, ':owner': owner, ...goneStates },
        { '#owner': 'owner' },
      ),

    /** From now on nobody finds it, and nothing is added to it. @returns undefined when the owner has no such document, or it is gone */
    beginDeletion: (
      org: string,
      documentId: string,
      owner: string,
      actor: Actor | undefined,
    ): Promise<Head | undefined> =>
      changeHead(
        documentKeyOf(org, documentId),
        `SET #status = :deleting, updatedAt = :now${actor ? ', deletedBy = :actor' : ''} REMOVE #ttl, failure`,
        'attribute_exists(pk) AND #status <> :deleted AND #owner = :owner',
        {
          ...{ ':deleting': 'deleting', ':deleted': 'deleted', ':now': now(), ':owner': owner },
          ...(actor && { ':actor': actor }),
        },
        { '#ttl': 'ttl', '#owner': 'owner' },
      ),

    /**
     * Ids of what an owner has brought, the newest first. The index follows the table within a moment.
     *
     * @param limit documents at most
     */
    async list(org: string, owner: string, limit: number, after?: ListPosition): Promise<ListPosition[]> {
      const { Items = [] } = await document.send(
        new QueryCommand({
          TableName,
          IndexName: OWNER_INDEX,
          KeyConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
          ScanIndexForward: false,
          Limit: limit,
          ExclusiveStartKey: after && {
            owner,
            ownerSort: ownerSort(after.createdAt, after.documentId),
            ...headItemKey(documentKeyOf(org, after.documentId)),
          },
        }),
      );
      return Items.map((item) => positionOf(listedSchema.parse(item).ownerSort));
    },
  };
  return store;
}
export type DocumentStore = ReturnType<typeof createDocumentStore>;

const listedSchema = z.object({ ownerSort: z.string() });

function positionOf(sort: string): ListPosition {
  const at = sort.indexOf('#');
  return { createdAt: Date.parse(sort.slice(0, at)), documentId: sort.slice(at + 1) };
}
