import { Duration, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ImagesEnv, ScreenImageEnv } from '../../../lambdas/streaming/env';
import { QueueEventSource } from '../../constructs/event-source/queue-event-source';
import { BlueprintFunction } from '../../constructs/function/function';
import { maxReceiveCount, visibilityPerTimeout } from '../../constructs/queue-pair/defaults';
import { QueuePair } from '../../constructs/queue-pair/queue-pair';
import { imagesPrefix } from './images-bucket';
import { handler, type StreamingContext } from './streaming-context';

/** To read an image, decode its millions of pixels, and ask Rekognition. */
const screenTimeout = Duration.seconds(60);

/** Looks at images that were uploaded, so many at a time as the model takes a second. */
export class ImageScreening extends Construct {
  readonly queues: QueuePair;
  readonly function: BlueprintFunction;

  constructor(scope: Construct, id: string, context: StreamingContext) {
    super(scope, id);
    const { platform, settings } = context;
    this.queues = new QueuePair(this, 'Queue', {
      foundation: platform,
      visibilityTimeout: Duration.seconds(screenTimeout.toSeconds() * visibilityPerTimeout),
      oldestMessageAlarm: {
        noAlarmBecause:
          'Items wait for a person meanwhile, and the alarm on overdue reviews rings when they wait too long.',
      },
    });
    this.addUploads(context);
    this.function = this.addFunction(context);
    new QueueEventSource(this, 'Source', {
      target: this.function,
      source: this.queues,
      scaling: { maxConcurrency: settings.moderation.images.concurrency },
    });
  }

  /** What EventBridge cannot deliver waits beside what could not be looked at. */
  private addUploads({ images: { bucket } }: StreamingContext): void {
    new events.Rule(this, 'Uploads', {
      description: 'Streaming: images that were uploaded wait to be looked at',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [bucket.bucketName] }, object: { key: [{ prefix: imagesPrefix }] } },
      },
      targets: [new targets.SqsQueue(this.queues.queue, { deadLetterQueue: this.queues.deadLetters })],
    });
  }

  private addFunction({ platform, settings, items, images, events: stream }: StreamingContext): BlueprintFunction {
    const { caseDays, images: own } = settings.moderation;
    const target = new BlueprintFunction<ScreenImageEnv>(this, 'Function', {
      foundation: platform,
      entry: handler('screen-image'),
      description: 'Streaming: looks at images that were uploaded, and has items judged that wait for them',
      timeout: screenTimeout,
      // An image of 16 million pixels is in memory several times while it is decoded.
      memorySize: 1769,
      environment: {
        ITEMS_TABLE_NAME: items.table.tableName,
        CASE_DAYS: String(caseDays),
        ...images.environment,
        PLATFORM_TABLE_NAME: platform.table.tableName,
        IMAGES_QUEUE_URL: this.queues.queue.queueUrl,
        MAX_RECEIVE_COUNT: String(maxReceiveCount),
        EVENTS_STREAM_NAME: stream.streamName,
        IMAGE_CALLS_A_MONTH: String(own.calls.perMonth),
        IMAGE_CALLS_BURST: String(own.calls.burst),
      },
    });
    const { table } = items;
    table.grant(target, 'dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query');
    table.grant(target, 'dynamodb:UpdateItem');
    platform.table.grant(target, 'dynamodb:GetItem');
    images.grant(target.role, 's3:GetObject');
    stream.grant(target, 'kinesis:PutRecords');
    grantRekognition(target);
    return target;
  }
}

function grantRekognition({ role }: BlueprintFunction): void {
  iam.Grant.addToPrincipal({ grantee: role, actions: ['rekognition:DetectModerationLabels'], resourceArns: ['*'] });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason:
      'Without a model of its own Rekognition has no resource to name; it reads images by what this role may read.',
  });
}

/** The function behind `/v1/images`. */
export function imagesFunction(
  scope: Construct,
  { platform, settings, items, images }: StreamingContext,
): BlueprintFunction {
  const target = new BlueprintFunction<ImagesEnv>(scope, 'Images', {
    foundation: platform,
    entry: handler('images'),
    description: 'Streaming: signs uploads of images, and tells where they stand',
    environment: {
      ITEMS_TABLE_NAME: items.table.tableName,
      CASE_DAYS: String(settings.moderation.caseDays),
      ...images.environment,
    },
  });
  items.table.grant(target, 'dynamodb:GetItem', 'dynamodb:PutItem');
  // An upload is made by who has the form, with the permission of the role that signed it.
  images.grant(target.role, 's3:PutObject');
  return target;
}
