import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { BucketDelivery } from '../../constructs/bucket-delivery/bucket-delivery';
import type { FailureBucket } from '../../constructs/event-source/failure-bucket';
import type { BlueprintTable } from '../../constructs/table/table';
import type { RegionPlatform } from '../../platform/platform';
import type { ImagesBucket } from './images-bucket';
import type { StreamingSettings } from './settings';

/** What every part of streaming is made with. */
export interface StreamingContext {
  readonly platform: RegionPlatform;
  readonly settings: StreamingSettings;
  /** Every event, in order for each session. */
  readonly events: kinesis.Stream;
  /** States of entities, and ids of events that are counted. */
  readonly features: BlueprintTable;
  /** Who is connected to live views, what they watch, and what was published. */
  readonly live: BlueprintTable;
  /** Versions of items with what was said of them, and calls of the model by the month. */
  readonly items: BlueprintTable;
  /** Images of items. */
  readonly images: ImagesBucket;
  /** Takes states of features for the archive. */
  readonly featureDelivery: BucketDelivery;
  /** Records that readers did not take. */
  readonly parked: FailureBucket;
}

/** Handler source of a function of streaming. */
export const handler = (verb: string) => `lambdas/streaming/${verb}.handler.ts`;

/** First part of every path of the API. */
export const restStageName = 'streaming';

/** Scope that an API key needs for streaming. */
export const requiredScope = 'streaming';
