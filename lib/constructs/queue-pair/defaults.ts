import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/**
 * Encrypted by SQS itself: a customer key would put KMS actions into every sender's and reader's role.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html
 */
export const queueDefaults = {
  encryption: sqs.QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} as const;

/**
 * Throughput counts per message group, not per queue: 300 a second for a whole stage would be the first thing to break.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html
 */
export const fifoDefaults = {
  fifo: true,
  contentBasedDeduplication: false,
  deduplicationScope: sqs.DeduplicationScope.MESSAGE_GROUP,
  fifoThroughputLimit: sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
} as const;

/** As long as SQS keeps anything: time to look at what failed. */
export const deadLetterRetention = Duration.days(14);

/**
 * Deliveries of one message before it is set aside.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html at least five, because throttles use them up
 */
export const maxReceiveCount = 5;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const visibilityPerTimeout = 6;
