import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';
import { type StreamViewType, viewTypes } from './change-stream';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.object({
  ProjectionType: z.enum(['ALL', 'INCLUDE', 'KEYS_ONLY']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
/** Strips throughput settings: on the laptop every table is on demand. */
const index = z.object({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });

const properties = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  TimeToLiveSpecification: z
    .object({ AttributeName: z.string().optional(), Enabled: z.union([z.boolean(), z.stringbool()]) })
    .optional(),
  /** Replicas of a global table. */
  Replicas: z.array(z.looseObject({ Region: z.string(), KinesisStreamSpecification: z.never().optional() })).optional(),
  StreamSpecification: z.strictObject({ StreamViewType: z.enum(viewTypes) }).optional(),
});

/** What changes nothing that a caller on a laptop could notice. */
const passedOver = [
  'BillingMode',
  'ContributorInsightsSpecification',
  'DeletionProtectionEnabled',
  'GlobalTableWitnesses',
  'MultiRegionConsistency',
  'OnDemandThroughput',
  'PointInTimeRecoverySpecification',
  'ProvisionedThroughput',
  'ResourcePolicy',
  'SSESpecification',
  'TableClass',
  'Tags',
  'WarmThroughput',
  'WriteOnDemandThroughputSettings',
  'WriteProvisionedThroughputSettings',
];

export interface TableDefinition {
  readonly name: string;
  /** Regions in which the table is found: its own, and those of its replicas. */
  readonly regions: readonly string[];
  /** Names of the primary key's attributes. */
  readonly keys: readonly string[];
  readonly keySchema: z.infer<typeof keySchema>;
  /** What records of the table's stream hold; absent without a stream. */
  readonly stream?: StreamViewType | undefined;
  /** Attribute that holds the time of deletion in epoch seconds. */
  readonly timeToLive?: string;
  /** Input of `CreateTable`. */
  readonly input: Record<string, unknown>;
}

/** Reads an `AWS::DynamoDB::Table` or `AWS::DynamoDB::GlobalTable`. */
export function tableDefinition(resource: ResolvedResource): TableDefinition {
  const table = parseProperties(resource, properties, passedOver);
  const regions = [...new Set([resource.region, ...(table.Replicas ?? []).map((replica) => replica.Region)])];
  const { TimeToLiveSpecification: timeToLive } = table;
  return {
    name: resource.ref,
    regions,
    keys: table.KeySchema.map((key) => key.AttributeName),
    keySchema: table.KeySchema,
    stream: table.StreamSpecification?.StreamViewType,
    timeToLive: timeToLive?.Enabled ? timeToLive.AttributeName : undefined,
    input: {
      TableName: resource.ref,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: table.AttributeDefinitions,
      KeySchema: table.KeySchema,
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes,
      LocalSecondaryIndexes: table.LocalSecondaryIndexes,
    },
  };
}
