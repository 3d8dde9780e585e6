import { CfnOutput, Duration } from 'aws-cdk-lib';
import { StreamViewType } from 'aws-cdk-lib/aws-dynamodb';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import type { Construct } from 'constructs';
import { FailureBucket } from '../../constructs/event-source/failure-bucket';
import { BlueprintTable } from '../../constructs/table/table';
import { addIndex, addIndexes } from '../../constructs/table/table-index';
import { removalPolicyOnceDeployed } from '../../platform/foundation';
import type { RegionPlatform } from '../../platform/platform';
import { accessLogBucket } from '../../platform/stage-bucket';
import { StageStack } from '../../stage-stack';
import { Archive } from './archive';
import { ImagesBucket } from './images-bucket';
import { labelIndex, reviewQueueIndex } from './item-indexes';
import type { StreamingSettings } from './settings';

/** Lists the items of a ranking by their counts: only counts have these attributes. */
export const rankingIndex = {
  name: 'Rankings',
  partitionKey: 'listOf',
  sortKey: 'listCount',
  sortKeyType: 'N',
  attributes: ['item'],
} as const;

/** State of streaming: the stream of events, what is counted of them, and what could not be. */
export class StreamingDataStack extends StageStack {
  readonly events: kinesis.Stream;
  readonly features: BlueprintTable;
  /** Who is connected to live views, what they watch, and what was published. */
  readonly live: BlueprintTable;
  readonly items: BlueprintTable;
  /** Images of items. */
  readonly images: ImagesBucket;
  readonly parked: FailureBucket;
  readonly archive: Archive;

  constructor(scope: Construct, platform: RegionPlatform, settings: StreamingSettings) {
    super(scope, {
      settings: platform.settings,
      region: platform.region,
      part: 'streaming-data',
      design: 'streaming',
      description: 'State of streaming: events, features, items, parked records. Kept apart from what changes.',
    });
    const { stream, parkedDays } = settings;
    this.events = new kinesis.Stream(this, 'Events', {
      ...(stream.mode === 'on-demand'
        ? { streamMode: kinesis.StreamMode.ON_DEMAND }
        : { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: stream.shards }),
      retentionPeriod: Duration.hours(stream.retentionHours),
      // The key that Kinesis manages: neither senders nor readers need a KMS action.
      encryption: kinesis.StreamEncryption.MANAGED,
      removalPolicy: removalPolicyOnceDeployed(platform.settings),
    });
    this.features = new BlueprintTable(this, 'Features', {
      foundation: platform,
      stream: StreamViewType.NEW_IMAGE,
    });
    addIndex(this.features.table, rankingIndex);
    this.live = new BlueprintTable(this, 'Live', { foundation: platform, sorted: true });
    this.items = new BlueprintTable(this, 'Items', { foundation: platform, sorted: true });
    addIndexes(this.items.table, [reviewQueueIndex, labelIndex]);
    const accessLogs = accessLogBucket(this, 'AccessLogs', platform.settings);
    this.parked = new FailureBucket(this, 'Parked', {
      settings: platform.settings,
      accessLogs,
      kept: Duration.days(parkedDays),
    });
    this.images = new ImagesBucket(this, 'Images', {
      settings: platform.settings,
      accessLogs,
      kept: Duration.days(settings.moderation.caseDays),
    });
    this.archive = new Archive(this, 'Archive', {
      foundation: platform,
      settings: settings.archive,
      unconverted: settings.alarms.parked,
      events: this.events,
      accessLogs,
    });
    new CfnOutput(this, 'EventsStreamName', { value: this.events.streamName });
    new CfnOutput(this, 'FeaturesTableName', { value: this.features.table.tableName });
    new CfnOutput(this, 'LiveTableName', { value: this.live.table.tableName });
    new CfnOutput(this, 'ItemsTableName', { value: this.items.table.tableName });
    new CfnOutput(this, 'ArchiveBucketName', { value: this.archive.bucket.bucketName });
    new CfnOutput(this, 'ArchiveWorkGroupName', { value: this.archive.workGroup.ref });
    new CfnOutput(this, 'ParkedBucketName', { value: this.parked.bucket.bucketName });
  }
}
