import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { batchGet } from '../../shared/stores/batch-get';
import { labelKey, SAMPLE_INDEX, sampleKey } from './decision-items';

const MOST_KEYS = 100;
const STORE_MS = 5_000;

export interface PartQuery {
  readonly org: string;
  /** In UTC, such as `2026-11-28`. */
  readonly day: string;
  readonly part: number;
  readonly limit: number;
  /** Only what sorts before it. */
  readonly before?: string | undefined;
  /** Names of attributes. @default - all that the index has */
  readonly attributes?: readonly string[];
}

/** One part of a day's sample, the newest first: at most a megabyte of it. */
export async function partOfSample(document: DynamoDBDocumentClient, TableName: string, query: PartQuery) {
  const { org, day, part, limit, before, attributes } = query;
  const names = attributes?.map((name, index) => [`#${index}`, name] as const);
  const { Items = [] } = await document.send(
    new QueryCommand({
      TableName,
      IndexName: SAMPLE_INDEX,
      KeyConditionExpression: `sampleOf = :sample${before === undefined ? '' : ' AND sampleSort < :before'}`,
      ExpressionAttributeValues: {
        ':sample': sampleKey(org, day, part),
        ...(before !== undefined && { ':before': before }),
      },
      ...(names && {
        ProjectionExpression: names.map(([alias]) => alias).join(', '),
        ExpressionAttributeNames: Object.fromEntries(names),
      }),
      ScanIndexForward: false,
      Limit: limit,
    }),
  );
  return Items;
}

/** Which of some decisions turned out to be frauds, and which genuine. */
export async function labelsOf(
  document: DynamoDBDocumentClient,
  TableName: string,
  decisionIds: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const batches = Array.from({ length: Math.ceil(decisionIds.length / MOST_KEYS) }, async (_, index) => {
    const keys = decisionIds.slice(index * MOST_KEYS, (index + 1) * MOST_KEYS).map(labelKey);
    return (
      await batchGet(
        document,
        { [TableName]: keys },
        { signal: AbortSignal.timeout(STORE_MS), consistency: 'eventual' },
      )
    )(TableName);
  });
  const labels = (await Promise.all(batches)).flat();
  return new Map(labels.map(({ decisionId, fraud }) => [String(decisionId), fraud === true]));
}
