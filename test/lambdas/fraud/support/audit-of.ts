import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';

/** An item as an event of the table's stream brings it to Lambda: JSON, in which bytes are base64. */
export function insertOf(item: Readonly<Record<string, unknown>>, sequence: string): DynamoDBStreamEvent['Records'][0] {
  const record = {
    ...{ eventID: sequence, eventVersion: '1.1', eventName: 'INSERT', awsRegion: 'us-east-1' },
    ...{ eventSource: 'aws:dynamodb', eventSourceARN: 'arn:aws:dynamodb:us-east-1:1:table/decisions/stream/1' },
    dynamodb: {
      ...{ ApproximateCreationDateTime: 1_700_000_000, SequenceNumber: sequence, SizeBytes: 900 },
      StreamViewType: 'NEW_IMAGE',
      Keys: marshall({ pk: item.pk, sk: item.sk }),
      NewImage: marshall(item, { removeUndefinedValues: true }),
    },
  };
  return JSON.parse(
    JSON.stringify(record, (_name, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
    ),
  );
}
