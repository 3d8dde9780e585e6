import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { headSchema, type Upload } from '../domain/head';
import type { DocumentKey } from '../domain/original-key';
import type { IngestStore } from '../ingest-ports';
import { unlessRefused } from './conditional';
import { headItemKey, uploadItemKey } from './document-items';

/** How often a claim is tried that others keep changing under it. */
const MAX_CLAIMS = 5;

export interface ClaimDeps {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly findUpload: IngestStore['findUpload'];
}

/** Gives the content of an upload its version: the one given out with its form to the first content, a new one to any other. */
export function createClaim({ document, tableName: TableName, findUpload }: ClaimDeps): IngestStore['claim'] {
  /** A number that nobody else has. */
  async function newVersion(key: DocumentKey): Promise<number | undefined> {
    const update = new UpdateCommand({
      TableName,
      Key: headItemKey(key),
      UpdateExpression: 'ADD lastVersion :one',
      ConditionExpression: 'attribute_exists(pk) AND NOT (#status IN (:gone1, :gone2))',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':one': 1, ':gone1': 'deleting', ':gone2': 'deleted' },
      ReturnValues: 'ALL_NEW',
    });
    const result = await unlessRefused(document.send(update));
    return result && headSchema.parse(result.Attributes).lastVersion;
  }

  /** @returns false when another content has the upload by now */
  async function take(key: DocumentKey, by: string, from: Upload, version: number): Promise<boolean> {
    const update = new UpdateCommand({
      TableName,
      Key: uploadItemKey(key, from.uploadId),
      UpdateExpression: 'SET claimedBy = :by, version = :version REMOVE #ttl',
      ConditionExpression: `version = :was AND ${from.claimedBy ? 'claimedBy = :from' : 'attribute_not_exists(claimedBy)'}`,
      ExpressionAttributeNames: { '#ttl': 'ttl' },
      ExpressionAttributeValues: {
        ...{ ':by': by, ':version': version, ':was': from.version },
        ...(from.claimedBy && { ':from': from.claimedBy }),
      },
    });
    return (await unlessRefused(document.send(update))) !== undefined;
  }

  /** @returns undefined when others were quicker */
  async function once(
    key: DocumentKey,
    upload: Upload,
    by: string,
    burned: ReadonlySet<number>,
  ): Promise<{ version: number | undefined } | undefined> {
    const { version, claimedBy } = upload;
    const isUsable = !burned.has(version);
    if (claimedBy === by && isUsable) return { version };
    const wanted = claimedBy === undefined && isUsable ? version : await newVersion(key);
    if (wanted === undefined) return { version: undefined };
    return (await take(key, by, upload, wanted)) ? { version: wanted } : undefined;
  }

  return async (key, uploadId, by, burned) => {
    for (let tries = 0; tries < MAX_CLAIMS; tries += 1) {
      const upload = await findUpload(key, uploadId);
      if (!upload) return undefined;
      const claimed = await once(key, upload, by, burned);
      if (claimed) return claimed.version;
    }
    throw new Error('The upload changes faster than it can be claimed');
  };
}
