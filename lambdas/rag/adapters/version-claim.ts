import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unlessRefused } from '../../shared/stores/conditional';
import { uploadItemKey } from '../domain/document-items';
import { nextVersionOf, type Upload } from '../domain/head';
import type { DocumentKey } from '../domain/original-key';
import type { IngestStore } from '../ingest-ports';

/** How often a claim is tried that others keep changing under it. */
const MAX_CLAIMS = 5;

export interface ClaimDeps {
  readonly document: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly findUpload: IngestStore['findUpload'];
}

/** Gives the content of an upload its version: its first to the first content, the next to any other. */
export function createClaim({ document, tableName: TableName, findUpload }: ClaimDeps): IngestStore['claim'] {
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

  return async (key, uploadId, by, burned) => {
    for (let tries = 0; tries < MAX_CLAIMS; tries += 1) {
      const upload = await findUpload(key, uploadId);
      const wanted = upload && versionFor(upload, by, burned);
      if (!wanted || wanted.isOurs || (await take(key, by, upload, wanted.version))) return wanted?.version;
    }
    throw new Error('The upload changes faster than it can be claimed');
  };
}

function versionFor(upload: Upload, by: string, burned: ReadonlySet<number>) {
  const { version, claimedBy } = upload;
  if (burned.has(version)) return { version: nextVersionOf(upload), isOurs: false };
  if (claimedBy === undefined) return { version, isOurs: false };
  return claimedBy === by ? { version, isOurs: true } : { version: nextVersionOf(upload), isOurs: false };
}
