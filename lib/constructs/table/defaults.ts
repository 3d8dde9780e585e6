import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';

/** On demand: nothing idle costs, and no capacity to guess. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html */
export const tableDefaults = {
  billing: dynamodb.Billing.onDemand(),
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  timeToLiveAttribute: 'ttl',
} as const;

export const sortKey = { name: 'sk', type: dynamodb.AttributeType.STRING } as const;
