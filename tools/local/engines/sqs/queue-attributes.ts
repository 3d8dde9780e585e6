import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';

const text = z.coerce.string();
const redrivePolicy = z.strictObject({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

const properties = z.strictObject({
  QueueName: z.string().optional(),
  ContentBasedDeduplication: text.optional(),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).optional(),
  DelaySeconds: text.optional(),
  FifoQueue: text.optional(),
  FifoThroughputLimit: z.enum(['perQueue', 'perMessageGroupId']).optional(),
  MaximumMessageSize: text.optional(),
  MessageRetentionPeriod: text.optional(),
  ReceiveMessageWaitTimeSeconds: text.optional(),
  RedrivePolicy: redrivePolicy.optional(),
  VisibilityTimeout: text.optional(),
});

const passedOver = [
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
  'Tags',
];

/** Attributes of `CreateQueue` from the properties of an `AWS::SQS::Queue`. */
export function queueAttributes(resource: ResolvedResource): Record<string, string> {
  const { QueueName: _, RedrivePolicy: redrive, ...plain } = parseProperties(resource, properties, passedOver);
  return { ...plain, ...(redrive && { RedrivePolicy: JSON.stringify(redrive) }) };
}
