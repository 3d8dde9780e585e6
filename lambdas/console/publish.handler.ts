import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../shared/answer-cloud-formation';
import { type CustomResourceResult, createCustomResource } from '../shared/custom-resource';
import { bucketsOf, logger, patiently } from './deps';
import { dropped, keysOf, type Publication, publicationSchema } from './domain/publication';

export interface StoredFile {
  readonly bucket: string;
  readonly key: string;
}

export interface FileContent {
  readonly body: Uint8Array | string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** Where files come from and go to. */
export interface Buckets {
  read(source: StoredFile, signal: AbortSignal): Promise<Uint8Array>;
  write(target: StoredFile, content: FileContent, signal: AbortSignal): Promise<void>;
  /** Good also when there is no such file, or no such bucket any more. */
  remove(target: StoredFile, signal: AbortSignal): Promise<void>;
}

export interface PublishDeps {
  /** @param region region of the bucket written to */
  readonly buckets: (region: string) => Buckets;
}

/**
 * Makes a bucket hold what `Custom::PublishedFiles` says. Every step may be repeated: CloudFormation sends an event again,
 * takes an update back by an update to what was before, and deletes what was never made.
 */
export function createPublish({ buckets }: PublishDeps) {
  return async (event: CloudFormationCustomResourceEvent, signal: AbortSignal): Promise<CustomResourceResult> => {
    if (event.RequestType === 'Delete') {
      // What was refused as malformed was never published.
      const withdrawn = publicationSchema.safeParse(event.ResourceProperties);
      if (withdrawn.success) await remove(buckets, withdrawn.data, keysOf(withdrawn.data), signal);
      return { physicalResourceId: event.PhysicalResourceId };
    }
    const wanted = publicationSchema.parse(event.ResourceProperties);
    await write(buckets(wanted.Region), wanted, signal);
    const before =
      event.RequestType === 'Update' ? publicationSchema.safeParse(event.OldResourceProperties) : undefined;
    if (before?.success && before.data.Bucket === wanted.Bucket) {
      await remove(buckets, wanted, dropped(before.data, wanted), signal);
    }
    // Another bucket is another resource: CloudFormation then deletes the former one.
    return { physicalResourceId: wanted.Bucket };
  };
}

async function write(to: Buckets, { Bucket: bucket, Files, Texts }: Publication, signal: AbortSignal): Promise<void> {
  for (const { Key: key, Body: body, ContentType: contentType, CacheControl: cacheControl } of Texts) {
    await to.write({ bucket, key }, { body, contentType, cacheControl }, signal);
  }
  for (const { Key: key, SourceBucket, SourceKey, ContentType: contentType, CacheControl: cacheControl } of Files) {
    const body = await to.read({ bucket: SourceBucket, key: SourceKey }, signal);
    await to.write({ bucket, key }, { body, contentType, cacheControl }, signal);
  }
}

async function remove(
  buckets: PublishDeps['buckets'],
  { Bucket: bucket, Region }: Publication,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const from = buckets(Region);
  for (const key of keys) await from.remove({ bucket, key }, signal);
}

export const handler = createCustomResource({
  apply: createPublish({ buckets: (region) => patiently(bucketsOf(region)) }),
  answer: answerCloudFormation,
  onError: (error) => logger.error('The files could not be published', error as Error),
});
