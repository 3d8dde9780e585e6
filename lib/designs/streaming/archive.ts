import { Duration, Stack } from 'aws-cdk-lib';
import * as athena from 'aws-cdk-lib/aws-athena';
import * as glue from 'aws-cdk-lib/aws-glue';
import type * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { AlertAlarm } from '../../constructs/alarm/alarm';
import { BucketDelivery, type ParquetTable } from '../../constructs/bucket-delivery/bucket-delivery';
import type { Foundation } from '../../platform/foundation';
import { stageBucket } from '../../platform/stage-bucket';
import { columns, exampleQueries, featureColumns, partitions } from './archive-columns';
import type { StreamingSettings } from './settings';

export interface ArchiveProps {
  readonly foundation: Foundation;
  readonly settings: StreamingSettings['archive'];
  /** Events in five minutes that do not fit their columns, at which people are told. */
  readonly unconverted: number;
  readonly events: kinesis.Stream;
  readonly accessLogs: s3.IBucket;
}

const GB = 1_000_000_000;

/**
 * Every record of the stream, and every state of features, in S3 as Parquet: at least once, with tables in the Glue catalog and a workgroup of
 * Athena to ask them.
 */
export class Archive extends Construct {
  readonly bucket: s3.Bucket;
  readonly workGroup: athena.CfnWorkGroup;
  readonly featureDelivery: BucketDelivery;

  constructor(scope: Construct, id: string, props: ArchiveProps) {
    super(scope, id);
    const { foundation, settings, events, accessLogs } = props;
    const { settings: stage, alerts } = foundation;
    this.bucket = this.makeBucket(foundation, settings, accessLogs);
    const databaseName = `${stage.stage}_streaming`;
    const database = new glue.CfnDatabase(this, 'Database', {
      catalogId: Stack.of(this).account,
      databaseInput: { name: databaseName },
    });
    const { bucket } = this;
    const delivery = new BucketDelivery(this, 'Delivery', {
      settings: stage,
      bucket,
      source: events,
      parquet: this.table('Table', database, databaseName, 'events', columns),
    });
    this.featureDelivery = new BucketDelivery(this, 'FeatureDelivery', {
      settings: stage,
      bucket,
      folder: 'features/',
      parquet: this.table('FeatureTable', database, databaseName, 'features', featureColumns),
    });
    this.workGroup = this.makeWorkGroup(`${stage.stage}-streaming`, settings.scanLimitGb);
    this.examples(databaseName);
    for (const [what, delivered] of Object.entries({ LateDelivery: delivery, LateFeatures: this.featureDelivery }))
      new AlertAlarm(this, what, {
        alerts,
        metric: delivered.metricOldestUndelivered(),
        threshold: Duration.minutes(15).toSeconds(),
        evaluationPeriods: 3,
        description: 'Events or features do not reach their archive: the log group of delivery errors has the reason.',
      });
    new AlertAlarm(this, 'Unconverted', {
      alerts,
      metric: delivery.metricUnconverted(),
      threshold: props.unconverted,
      description:
        'Events do not fit the columns of the archive, and no query finds them: errors/ of its bucket has them.',
    });
  }

  private makeBucket({ settings: stage }: Foundation, settings: ArchiveProps['settings'], accessLogs: s3.IBucket) {
    return stageBucket(this, 'Bucket', stage, {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'archive/',
      lifecycleRules: [
        {
          transitions: [
            {
              storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(settings.coldAfterDays),
            },
          ],
          expiration: Duration.days(settings.expireAfterDays),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
        { prefix: 'results/', expiration: Duration.days(7) },
      ],
    });
  }

  /** Partitions are found by their names. @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection.html */
  private table(
    id: string,
    database: glue.CfnDatabase,
    databaseName: string,
    tableName: string,
    named: Readonly<Record<string, string>>,
  ): ParquetTable {
    // Athena asks for the slash at the end, there and in the template.
    const location = `s3://${this.bucket.bucketName}/${tableName}/`;
    const table = new glue.CfnTable(this, id, {
      catalogId: Stack.of(this).account,
      databaseName,
      tableInput: {
        name: tableName,
        tableType: 'EXTERNAL_TABLE',
        parameters: {
          classification: 'parquet',
          'projection.enabled': 'true',
          'projection.date.type': 'date',
          'projection.date.format': 'yyyy-MM-dd',
          'projection.date.range': '2026-01-01,NOW',
          'projection.hour.type': 'integer',
          'projection.hour.range': '0,23',
          'projection.hour.digits': '2',
          // Athena fills in the rest.
          'storage.location.template': `${location}date=\${date}/hour=\${hour}/`,
        },
        partitionKeys: Object.entries(partitions).map(([name, type]) => ({ name, type })),
        storageDescriptor: {
          location,
          columns: Object.entries(named).map(([name, type]) => ({ name, type })),
          inputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
          outputFormat: 'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
          serdeInfo: { serializationLibrary: 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' },
        },
      },
    });
    table.addResourceDependency(database);
    const arn = (resource: string) => Stack.of(this).formatArn({ service: 'glue', resource });
    return {
      catalogArn: arn('catalog'),
      databaseName,
      databaseArn: arn(`database/${databaseName}`),
      tableName: table.ref,
      tableArn: arn(`table/${databaseName}/${tableName}`),
    };
  }

  /** A query that would scan more than the limit is ended. */
  private makeWorkGroup(name: string, scanLimitGb: number): athena.CfnWorkGroup {
    return new athena.CfnWorkGroup(this, 'WorkGroup', {
      name,
      description: 'Questions to the archive of events, with a limit on what each may scan',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: false,
        bytesScannedCutoffPerQuery: scanLimitGb * GB,
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/results/`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  private examples(database: string): void {
    for (const [index, [name, queryString]] of Object.entries(exampleQueries('events')).entries()) {
      const query = new athena.CfnNamedQuery(this, `Example${index + 1}`, {
        ...{ name, database, queryString },
        workGroup: this.workGroup.name,
      });
      query.addResourceDependency(this.workGroup);
    }
  }
}
