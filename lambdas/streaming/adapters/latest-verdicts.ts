import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { type Verdict, verdictSchema } from '../domain/api/live';
import { SHOWN_VERDICTS, verdictsPk } from './live-items';

/** An organisation's latest verdicts, the oldest of them first. */
export type LatestVerdicts = (org: string) => Promise<readonly Verdict[]>;

export function createLatestVerdicts(document: DynamoDBDocumentClient, TableName: string): LatestVerdicts {
  return async (org) => {
    const { Items = [] } = await document.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': verdictsPk(org) },
        ScanIndexForward: false,
        Limit: SHOWN_VERDICTS,
        ConsistentRead: true,
      }),
    );
    return Items.map(({ verdict }) => verdictSchema.parse(verdict)).reverse();
  };
}
