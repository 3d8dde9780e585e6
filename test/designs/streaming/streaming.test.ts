import * as z from 'zod/mini';
import { parseEnv } from '../../../lambdas/shared/parse-env';
import { streamedEvent } from '../../../lambdas/streaming/domain/events/envelope';
import { eventTypes } from '../../../lambdas/streaming/domain/events/schemas';
import { snapshotSchema } from '../../../lambdas/streaming/domain/features/snapshot';
import { AGAIN_MS } from '../../../lambdas/streaming/domain/parked/putting-back';
import {
  countEnv,
  imagesEnv,
  ingestEnv,
  itemsEnv,
  liveAskEnv,
  liveConnectEnv,
  livePublishEnv,
  liveRefreshEnv,
  lookUpEnv,
  moderateEnv,
  moderationPolicyEnv,
  moderationReviewsEnv,
  parkedRecordsEnv,
  screenImageEnv,
  watchReviewsEnv,
} from '../../../lambdas/streaming/env';
import { columns, featureColumns } from '../../../lib/designs/streaming/archive-columns';
import { streamingConfiguration } from '../../../lib/designs/streaming/settings';
import { workload } from '../../../lib/designs/streaming/workload';
import { stage, stageWith } from '../../support/stages';
import { at, isRecord, property, referenced, resources } from '../../support/template';
import { templateSerializer } from '../../support/template-serializer';
import { grantedIn, permissions } from './permissions';

expect.addSnapshotSerializer(templateSerializer);

const timeout = 60_000;
type Stage = 'dev' | 'staging' | 'prod';
type Part = 'streaming' | 'streaming-data';
const part = (name: Stage, which: Part) => stage(name).template(`${name}-${which}`);
const all = (name: Stage, which: Part, type: string) =>
  resources([{ name: `${name}-${which}`, region: 'us-east-1', template: part(name, which) }], type);
const functionOf = (name: Stage, id: string) => {
  const found = all(name, 'streaming', 'AWS::Lambda::Function').filter((fn) => fn.id.startsWith(id));
  if (found.length !== 1) throw new Error(`${found.length} functions ${id}`);
  return found[0] as (typeof found)[number];
};
const mappingOf = (name: Stage) => {
  const [mapping] = all(name, 'streaming', 'AWS::Lambda::EventSourceMapping').filter(({ id }) =>
    id.startsWith('Count'),
  );
  if (!mapping) throw new Error('nobody reads the stream');
  return mapping;
};

describe('snapshots', () => {
  it.each(['streaming', 'streaming-data'] as const)(
    'dev-%s',
    (which) => expect(part('dev', which)).toMatchSnapshot(),
    timeout,
  );
  it.each(['streaming', 'streaming-data'] as const)(
    'prod-%s',
    (which) => expect(part('prod', which)).toMatchSnapshot(),
    timeout,
  );
});

describe.each([
  ['dev', 'firehose:PutRecord'],
  ['prod', 'kinesis:PutRecord'],
] as const)('%s', (name, audit) => {
  const preset = streamingConfiguration.presets[name];

  it('lets each function do exactly what it needs', () => {
    expect(grantedIn(stage(name), `${name}-streaming`)).toEqual(permissions(preset.consumer, audit));
  });

  it('tells every handler what its environment asks for, as the stage sets it', () => {
    const told = (id: string) => {
      const variables = property(functionOf(name, id), 'Environment', 'Variables');
      // What is known only in an account is some text there.
      const texts = Object.entries(isRecord(variables) ? variables : {}).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : /URL/.test(key) ? 'https://it.example' : key,
      ]);
      return Object.fromEntries(texts) as Record<string, string>;
    };
    expect(parseEnv(ingestEnv, told('Ingest'))).toMatchObject({ MOST_AGE_HOURS: preset.mostAgeHours });
    const counting = parseEnv(countEnv, told('CountFunction'));
    expect(counting).toMatchObject({
      ALLOWED_LATENESS_MINUTES: preset.late.allowedMinutes,
      LATE_EVENTS: preset.late.events,
    });
    // What is put into the stream, is read as late as it can be, and was put there before within this time, counts once.
    const againHours = counting.EVENT_ID_HOURS - preset.stream.retentionHours;
    expect(againHours * 3_600_000).toBeGreaterThanOrEqual(AGAIN_MS);
    expect(parseEnv(lookUpEnv, told('LookUp'))).toBeTruthy();
    const { modelCalls, caseDays } = preset.moderation;
    expect(parseEnv(moderateEnv, told('ModerateFunction'))).toMatchObject({
      ...{ MODEL_CALLS_A_MONTH: modelCalls.perMonth, MODEL_CALLS_BURST: modelCalls.burst, CASE_DAYS: caseDays },
    });
    const { reviewMinutes } = preset.moderation;
    expect(parseEnv(watchReviewsEnv, told('ReviewWatch'))).toMatchObject({ REVIEW_MINUTES: reviewMinutes });
    expect(parseEnv(moderationPolicyEnv, told('ModerationPolicy'))).toBeTruthy();
    expect(parseEnv(itemsEnv, told('Items'))).toBeTruthy();
    expect(parseEnv(parkedRecordsEnv, told('ParkedRecords'))).toBeTruthy();
    expect(parseEnv(imagesEnv, told('ImagesFunction'))).toMatchObject({ CASE_DAYS: caseDays });
    const { calls } = preset.moderation.images;
    expect(parseEnv(screenImageEnv, told('ImageScreening'))).toMatchObject({
      ...{ IMAGE_CALLS_A_MONTH: calls.perMonth, IMAGE_CALLS_BURST: calls.burst, CASE_DAYS: caseDays },
    });
    const { everySeconds, mostConnections, mostTopics, slow } = preset.live;
    for (const [schema, id] of [
      [moderationReviewsEnv, 'ModerationReviews'],
      [liveRefreshEnv, 'LiveRefresh'],
    ] as const)
      expect(parseEnv(schema, told(id))).toMatchObject({ SLOT_SECONDS: everySeconds });
    expect(parseEnv(liveConnectEnv, told('LiveConnect'))).toMatchObject({ MOST_CONNECTIONS: mostConnections });
    expect(parseEnv(liveAskEnv, told('LiveAsk'))).toMatchObject({
      SLOT_SECONDS: everySeconds,
      MOST_TOPICS: mostTopics,
    });
    expect(parseEnv(livePublishEnv, told('LivePublish'))).toMatchObject({
      ...{ SLOW_FRAMES: slow.frames, SLOW_SECONDS: slow.seconds },
    });
  });

  it('reads the stream so that one record holds up no others, and none is lost', () => {
    const mapping = mappingOf(name);
    expect(mapping.resource.Properties).toMatchObject({
      ...{ BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ...{ MaximumRecordAgeInSeconds: 43_200, StartingPosition: 'TRIM_HORIZON' },
      ParallelizationFactor: preset.consumer.parallelizationFactor,
      MetricsConfig: { Metrics: ['EventCount'] },
    });
    const kept = referenced(
      stage(name).stacks,
      mapping.stack,
      property(mapping, 'DestinationConfig', 'OnFailure', 'Destination'),
    );
    expect([kept?.type, kept?.stack.name]).toEqual(['AWS::S3::Bucket', `${name}-streaming-data`]);
  });

  it('rings at what the stage says', () => {
    const alarms = all(name, 'streaming', 'AWS::CloudWatch::Alarm');
    const of = (id: string) => {
      const found = alarms.find((alarm) => alarm.id.startsWith(id));
      return found && property(found, 'Threshold');
    };
    expect(of('CountSourceLag')).toBe(preset.alarms.lagSeconds * 1000);
    expect(of('CountSourceFailuresPresent')).toBe(1);
    expect(of('MonitoringParked')).toBe(preset.alarms.parked);
    expect(of('MonitoringRestErrors')).toBe(1);
    expect(of('MonitoringUnjudged')).toBe(preset.alarms.unjudgedPercent);
    expect(of('MonitoringImagesUnlabelled')).toBe(preset.alarms.unjudgedPercent);
    expect(of('MonitoringReviewsOverdue')).toBe(preset.alarms.overdueReviews);
    expect(of('MonitoringClassifier')).toBeUndefined();
  });
});

describe('live views', () => {
  it('are published after their slot and not before, one view at a time of each topic', () => {
    const { everySeconds } = streamingConfiguration.presets.prod.live;
    const [queue] = all('prod', 'streaming', 'AWS::SQS::Queue').filter(({ id }) =>
      id.startsWith('LiveQueueTicksQueue'),
    );
    expect(queue?.resource.Properties).toMatchObject({
      ...{ FifoQueue: true, DeduplicationScope: 'messageGroup', FifoThroughputLimit: 'perMessageGroupId' },
    });
    expect(queue && Number(property(queue, 'DelaySeconds'))).toBeGreaterThan(everySeconds);
  });

  it('manage connections each by what it needs: who publishes ends them, who answers sends, a handshake looks', () => {
    const who = (method: string) =>
      all('prod', 'streaming', 'AWS::IAM::Policy')
        .filter(({ resource }) => JSON.stringify(resource).includes(`/${method}/@connections/*`))
        .map(({ id }) => id.replace(/Role.*/, ''))
        .sort();
    expect([who('DELETE'), who('POST'), who('GET')]).toEqual([
      ['LivePublish'],
      ['LiveAsk', 'LivePublish'],
      ['LiveConnect'],
    ]);
  });

  it('and images are on the dashboard by what became of them, where the stage has one', () => {
    const bodies = (name: Stage) =>
      all(name, 'streaming', 'AWS::CloudWatch::Dashboard').map(({ resource }) => JSON.stringify(resource.Properties));
    const images = ['ImagesScreened', 'ImagesRefused', 'ImagesNotAccepted', 'ImagesUnlabelled'];
    for (const metric of ['LiveSent', 'LiveDropped', 'LiveUnreached', ...images])
      expect(bodies('prod')).toEqual([expect.stringContaining(metric)]);
    expect(bodies('dev')).toEqual([]);
  });

  it('have a route for who connects, who leaves and every frame, and an address at the edge', () => {
    const routes = all('dev', 'streaming', 'AWS::ApiGatewayV2::Route').map((route) => property(route, 'RouteKey'));
    expect(routes.sort()).toEqual(['$connect', '$default', '$disconnect']);
    expect(JSON.stringify(stage('dev').template('dev-edge').Outputs?.LiveWebSocketUrl)).toContain('/streaming-live"');
  });
});

describe('parked records', () => {
  it('are listed over the API only where it is known whose they are', () => {
    const [policy] = all('prod', 'streaming-data', 'AWS::IAM::ManagedPolicy').filter(({ id }) =>
      id.startsWith('ParkedPutBack'),
    );
    const statements = policy && property(policy, 'PolicyDocument', 'Statement');
    expect(statements).toContainEqual(
      expect.objectContaining({
        Action: 's3:ListBucket',
        Condition: { StringLike: { 's3:prefix': ['parked/of/*', 'put-back/*'] } },
      }),
    );
  });
});

describe('the stream', () => {
  const streamOf = (name: Stage) => all(name, 'streaming-data', 'AWS::Kinesis::Stream')[0]?.resource.Properties;

  it('has one shard in dev, and grows with its load elsewhere', () => {
    expect(streamOf('dev')).toMatchObject({ ShardCount: 1, RetentionPeriodHours: 24 });
    expect(streamOf('prod')).toMatchObject({ StreamModeDetails: { StreamMode: 'ON_DEMAND' } });
  });

  it('is read through a consumer of its own in prod, which dev does not pay for', () => {
    const source = (name: Stage) =>
      referenced(stage(name).stacks, mappingOf(name).stack, property(mappingOf(name), 'EventSourceArn'))?.type;
    expect([source('dev'), source('prod')]).toEqual(['AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer']);
  });

  it(
    'keeps records for longer than a reader tries, or the synthesis stops',
    () => {
      const kept = streamingConfiguration.presets.dev.stream.retentionHours * 3600;
      expect(Number(property(mappingOf('dev'), 'MaximumRecordAgeInSeconds'))).toBeLessThan(kept);
      expect(() =>
        stageWith('dev', { designs: { streaming: { stream: { retentionHours: 1 } } } }, { designs: 'streaming' }),
      ).toThrow(/retentionHours/);
    },
    timeout,
  );
});

describe('images', () => {
  const bucketOf = (name: Stage) =>
    all(name, 'streaming-data', 'AWS::S3::Bucket').find(({ id }) => id.startsWith('ImagesBucket'))?.resource.Properties;

  it.each(['dev', 'prod'] as const)('are nobody’s but theirs, and gone with their cases (%s)', (name) => {
    const { caseDays } = streamingConfiguration.presets[name].moderation;
    expect(bucketOf(name)).toMatchObject({
      BucketEncryption: expect.anything(),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: caseDays, Status: 'Enabled' }] },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['POST'] }] },
    });
    expect(bucketOf(name)).not.toHaveProperty('VersioningConfiguration');
  });

  it.each(['dev', 'prod'] as const)('wait in a queue, so many at a time, and what is given up is kept (%s)', (name) => {
    const rule = all(name, 'streaming', 'AWS::Events::Rule').find(({ id }) => id.startsWith('ImageScreeningUploads'));
    expect(rule && property(rule, 'EventPattern')).toMatchObject({
      ...{ source: ['aws.s3'], 'detail-type': ['Object Created'] },
      detail: { object: { key: [{ prefix: 'images/' }] } },
    });
    expect(rule && property(rule, 'Targets', 0, 'DeadLetterConfig', 'Arn')).toBeTruthy();
    const mapping = all(name, 'streaming', 'AWS::Lambda::EventSourceMapping').find(({ id }) =>
      id.startsWith('ImageScreening'),
    );
    const { concurrency } = streamingConfiguration.presets[name].moderation.images;
    expect(mapping?.resource.Properties).toMatchObject({
      ...{ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] },
      ScalingConfig: { MaximumConcurrency: concurrency },
    });
    const dead = all(name, 'streaming', 'AWS::CloudWatch::Alarm').filter(({ id }) =>
      id.startsWith('ImageScreeningQueueDead'),
    );
    expect(dead).toHaveLength(1);
  });
});

/** Fields of a JSON schema that are whole numbers, however deep, with the most that each takes. */
function wholeNumbers(schema: unknown): { readonly name: string; readonly most: number }[] {
  const fields = at(schema, 'properties');
  return Object.entries(isRecord(fields) ? fields : {}).flatMap(([name, field]) => [
    ...(at(field, 'type') === 'integer' ? [{ name, most: Number(at(field, 'maximum') ?? Number.MAX_VALUE) }] : []),
    ...wholeNumbers(field),
    ...wholeNumbers(at(field, 'items')),
  ]);
}

describe('the archive', () => {
  it('has a column for every field that an event of any version has', () => {
    const fields = Object.values(eventTypes).flatMap((versions) =>
      versions.flatMap(({ schema }) => Object.keys(z.toJSONSchema(schema).properties ?? {})),
    );
    let outer = (columns.data ?? '').slice('struct<'.length, -1);
    while (outer.includes('<')) outer = outer.replaceAll(/<[^<>]*>/g, '');
    const struct = outer.split(',').map((field) => field.split(':')[0]);
    expect(struct.sort()).toEqual([...new Set(fields)].sort());
    const own = Object.keys(z.toJSONSchema(streamedEvent).properties ?? {}).map((name) => name.toLowerCase());
    expect(Object.keys(columns).sort()).toEqual(own.sort());
    const snapshot = Object.keys(z.toJSONSchema(snapshotSchema).properties ?? {}).map((name) => name.toLowerCase());
    expect(Object.keys(featureColumns).sort()).toEqual(snapshot.sort());
  });

  it('has room for every whole number that a field takes', () => {
    const fields = Object.values(eventTypes).flatMap((versions) =>
      versions.flatMap(({ schema }) => wholeNumbers(z.toJSONSchema(schema))),
    );
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(['quantity', 'version', 'rejections']));
    const narrow = fields.filter(({ name, most }) => {
      const type = new RegExp(`[<,]${name.toLowerCase()}:(\\w+)`).exec(columns.data ?? '')?.[1];
      return type !== 'bigint' && !(type === 'int' && most < 2 ** 31);
    });
    expect(narrow).toEqual([]);
  });

  it('has the places of its tables end with a slash, as Athena asks for', () => {
    const places = all('prod', 'streaming-data', 'AWS::Glue::Table').flatMap((table) => [
      property(table, 'TableInput', 'StorageDescriptor', 'Location', 'Fn::Join', 1, 2),
      property(table, 'TableInput', 'Parameters', 'storage.location.template', 'Fn::Join', 1, 2),
    ]);
    const hours = `date=\${date}/hour=\${hour}/`;
    expect(places).toEqual(['/events/', `/events/${hours}`, '/features/', `/features/${hours}`]);
  });

  it('is Parquet by that table, each hour in a place of its own, colder after a time and then gone', () => {
    const [delivery] = all('prod', 'streaming-data', 'AWS::KinesisFirehose::DeliveryStream').filter(({ id }) =>
      id.startsWith('ArchiveDelivery'),
    );
    expect(delivery && property(delivery, 'ExtendedS3DestinationConfiguration')).toMatchObject({
      Prefix: 'events/date=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
      CompressionFormat: 'UNCOMPRESSED',
      DataFormatConversionConfiguration: {
        Enabled: true,
        SchemaConfiguration: {
          DatabaseName: 'prod_streaming',
          TableName: { Ref: expect.stringMatching(/^ArchiveTable/) },
        },
      },
    });
    const [bucket] = all('prod', 'streaming-data', 'AWS::S3::Bucket').filter(({ id }) =>
      id.startsWith('ArchiveBucket'),
    );
    const { archive } = streamingConfiguration.presets.prod;
    expect(bucket && property(bucket, 'LifecycleConfiguration', 'Rules', 0)).toMatchObject({
      ExpirationInDays: archive.expireAfterDays,
      Transitions: [{ StorageClass: 'GLACIER_IR', TransitionInDays: archive.coldAfterDays }],
    });
  });

  it.each(['dev', 'prod'] as const)('of %s rings for events that do not fit its columns', (name) => {
    const [delivery] = all(name, 'streaming-data', 'AWS::KinesisFirehose::DeliveryStream').filter(({ id }) =>
      id.startsWith('ArchiveDelivery'),
    );
    const [alarm] = all(name, 'streaming-data', 'AWS::CloudWatch::Alarm').filter(({ id }) =>
      id.startsWith('ArchiveUnconverted'),
    );
    expect(alarm?.resource.Properties).toMatchObject({
      Namespace: 'AWS/Firehose',
      MetricName: 'FailedConversion.Records',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: { Ref: delivery?.id } }],
      Statistic: 'Sum',
      Threshold: streamingConfiguration.presets[name].alarms.parked,
      TreatMissingData: 'notBreaching',
    });
  });

  it('is asked through a workgroup that ends what scans too much, with examples', () => {
    const [group] = all('dev', 'streaming-data', 'AWS::Athena::WorkGroup');
    expect(group && property(group, 'WorkGroupConfiguration')).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 1_000_000_000,
    });
    expect(all('dev', 'streaming-data', 'AWS::Athena::NamedQuery')).toHaveLength(3);
  });
});

it('is in the primary region alone, and its data apart', () => {
  const names = stage('prod').stacks.filter(({ name }) => name.includes('-streaming'));
  expect(names.map(({ name }) => name).sort()).toEqual(['prod-streaming', 'prod-streaming-data']);
});

it('has its routes, which ask for a credential of its own scope', () => {
  const path = (id: string): string => {
    const resource = part('dev', 'streaming').Resources[id];
    const own = at(resource, 'Properties', 'PathPart');
    const parent = at(resource, 'Properties', 'ParentId', 'Ref');
    return typeof own === 'string' ? `${typeof parent === 'string' ? path(parent) : ''}/${own}` : '';
  };
  const methods = all('dev', 'streaming', 'AWS::ApiGateway::Method');
  expect(
    methods.map((method) => `${property(method, 'HttpMethod')} ${path(String(property(method, 'ResourceId', 'Ref')))}`),
  ).toEqual([
    ...['POST /v1/events', 'GET /v1/events/parked', 'GET /v1/events/parked/{id}'],
    'POST /v1/events/parked/{id}/put-back',
    ...['GET /v1/features/{entity}', 'GET /v1/trending', 'POST /v1/connections/ticket'],
    ...['GET /v1/items/{id}', 'POST /v1/items/{id}/appeal'],
    ...['POST /v1/images', 'GET /v1/images/{sha256}', 'GET /v1/moderation/reviews'],
    ...['claim', 'decision'].map((step) => `POST /v1/moderation/reviews/{review}/${step}`),
    'GET /v1/moderation/labels',
    ...['GET /v1/moderation/policy', 'GET /v1/moderation/policy/versions/{version}', 'PUT /v1/moderation/policy/draft'],
    ...['trial', 'approval'].map((step) => `POST /v1/moderation/policy/draft/${step}`),
  ]);
  const scope = property(functionOf('dev', 'HttpAuthorizer'), 'Environment', 'Variables', 'REQUIRED_SCOPE');
  expect(scope).toBe('streaming');
  const { Outputs = {} } = stage('dev').template('dev-edge');
  expect(JSON.stringify(Outputs.StreamingApiUrl?.Value)).toContain('/streaming"');
});

it('is sized for what it says', () => {
  expect(workload.targets).toMatchObject({ unitsADay: 8_640_000_000, freshSeconds: 5 });
});

describe('moderation', () => {
  it('judges from the stream as counting does, and asks a classifier only where the stage names one', () => {
    const functionsOf = (classifierEndpoint?: string) => {
      const before = streamingConfiguration.presets.dev;
      const moderation = { ...before.moderation, ...(classifierEndpoint && { classifierEndpoint }) };
      const made = stageWith('dev', { designs: { streaming: { moderation } } }, { designs: 'streaming' });
      return grantedIn(made, 'dev-streaming')['Moderate/Function'];
    };
    expect(Object.keys(functionsOf() ?? {})).not.toContain('classifier');
    expect(functionsOf('toxicity')).toMatchObject({ classifier: ['sagemaker:InvokeEndpoint'] });
  });

  it('rings where the classifier answers less than half of what it is asked, in a stage that has one', () => {
    const before = streamingConfiguration.presets.dev;
    const moderation = { ...before.moderation, classifierEndpoint: 'toxicity' };
    const made = stageWith('dev', { designs: { streaming: { moderation } } }, { designs: 'streaming' });
    const alarm = Object.entries(made.template('dev-streaming').Resources).find(([id]) =>
      id.startsWith('MonitoringClassifierUnavailable'),
    )?.[1];
    expect(alarm?.Properties).toMatchObject({
      ...{ Threshold: 50, ComparisonOperator: 'GreaterThanOrEqualToThreshold', TreatMissingData: 'notBreaching' },
      ...{ EvaluationPeriods: 3, AlarmActions: [expect.anything()] },
    });
    // Of those that were asked alone: a share of ones among zeros and ones, in percent.
    const metrics = at(alarm, 'Properties', 'Metrics');
    expect(metrics).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ Expression: expect.stringMatching(/100/) }),
        expect.objectContaining({
          MetricStat: expect.objectContaining({
            Stat: 'Average',
            Metric: expect.objectContaining({ MetricName: 'ClassifierUnavailable' }),
          }),
        }),
      ]),
    );
  });

  it('lists reviews and labels by indexes that have only the keys of those cases', () => {
    const [items] = all('prod', 'streaming-data', 'AWS::DynamoDB::GlobalTable').filter(({ id }) =>
      id.startsWith('Items'),
    );
    expect(items && property(items, 'GlobalSecondaryIndexes')).toEqual([
      expect.objectContaining({ IndexName: 'ReviewQueue', Projection: { ProjectionType: 'KEYS_ONLY' } }),
      expect.objectContaining({ IndexName: 'Labels', Projection: { ProjectionType: 'KEYS_ONLY' } }),
    ]);
  });
});
