import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';

const protocol = z.enum(['lambda', 'email', 'email-json', 'sms', 'http', 'https']);
const topicProperties = z.strictObject({
  TopicName: z.string().optional(),
  Subscription: z.array(z.strictObject({ Endpoint: z.string(), Protocol: protocol })).default([]),
});
const topicPassedOver = [
  'DataProtectionPolicy',
  'DeliveryStatusLogging',
  'DisplayName',
  'KmsMasterKeyId',
  'SignatureVersion',
  'Tags',
  'TracingConfig',
];

const subscriptionProperties = z.strictObject({
  TopicArn: z.string(),
  Endpoint: z.string(),
  Protocol: protocol,
});
/** Region: of the topic, which its ARN says too. RedrivePolicy: for deliveries that fail for good, which are reported. */
const subscriptionPassedOver = ['RedrivePolicy', 'Region'];

export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: z.infer<typeof protocol>;
  /** For `lambda` the function's ARN. */
  readonly endpoint: string;
}

/** The subscriptions an `AWS::SNS::Topic` declares itself. Throws on FIFO topics and archives. */
export function topicSubscriptions(resource: ResolvedResource): Subscription[] {
  const { Subscription: declared } = parseProperties(resource, topicProperties, topicPassedOver);
  return declared.map(({ Endpoint, Protocol }, index) => ({
    arn: `${resource.ref}:${index}`,
    topicArn: resource.ref,
    protocol: Protocol,
    endpoint: Endpoint,
  }));
}

/** Reads an `AWS::SNS::Subscription`. Throws on filter policies and on protocols to other services. */
export function subscription(resource: ResolvedResource): Subscription {
  const properties = parseProperties(resource, subscriptionProperties, subscriptionPassedOver);
  return {
    arn: resource.ref,
    topicArn: properties.TopicArn,
    protocol: properties.Protocol,
    endpoint: properties.Endpoint,
  };
}
