import { AssemblyError } from '../../assembly';
import type { ResolvedResource } from '../types';

/** An `AWS::Lambda::EventSourceMapping` as its template declares it; defaults are Lambda's. */
export interface EventSourceMapping {
  /** Construct path, for messages. */
  readonly path: string;
  /** What Lambda calls it, as a UUID is called in AWS. */
  readonly id: string;
  readonly region: string;
  readonly sourceArn: string;
  /** SigV4 signing name of the source's service, such as `sqs`. */
  readonly service: string;
  readonly functionRef: string;
  readonly batchSize: number;
  readonly windowMs: number;
  readonly maximumConcurrency?: number;
  readonly reportsItemFailures: boolean;
  readonly startingPosition?: string;
  /** Seconds since the epoch, for AT_TIMESTAMP. */
  readonly startingTimestamp?: number;
  readonly bisect: boolean;
  /** Deliveries of a batch after the first; -1 without end. */
  readonly maximumRetries: number;
  /** Records older than this are given up (s); -1 never. */
  readonly maximumAgeSeconds: number;
  readonly onFailureArn?: string;
  /** Patterns in JSON, one of which a record has to match. */
  readonly filters: readonly string[];
}

interface MappingProperties {
  readonly EventSourceArn?: string;
  readonly FunctionName: string;
  readonly Enabled?: boolean;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
  readonly ScalingConfig?: { readonly MaximumConcurrency?: number };
  readonly FunctionResponseTypes?: readonly string[];
  readonly StartingPosition?: string;
  readonly StartingPositionTimestamp?: number | string;
  readonly BisectBatchOnFunctionError?: boolean;
  readonly MaximumRetryAttempts?: number;
  readonly MaximumRecordAgeInSeconds?: number;
  readonly FilterCriteria?: { readonly Filters?: readonly { readonly Pattern?: string }[] };
  readonly DestinationConfig?: { readonly OnFailure?: { readonly Destination?: string } };
}

/** Served, or without meaning on one machine: more pollers only make a source quicker. */
const knownProperties = new Set([
  ...['EventSourceArn', 'FunctionName', 'Enabled', 'BatchSize', 'MaximumBatchingWindowInSeconds', 'ScalingConfig'],
  ...[
    'FunctionResponseTypes',
    'StartingPosition',
    'StartingPositionTimestamp',
    'BisectBatchOnFunctionError',
    'MaximumRetryAttempts',
  ],
  ...[
    'MaximumRecordAgeInSeconds',
    'DestinationConfig',
    'FilterCriteria',
    'ParallelizationFactor',
    'ProvisionedPollerConfig',
    'Tags',
    'MetricsConfig',
  ],
]);

/**
 * Reads a mapping; `undefined` when it is disabled.
 * @throws AssemblyError on a property that is not served
 */
export function readMapping(resource: ResolvedResource): EventSourceMapping | undefined {
  const properties = resource.properties as unknown as MappingProperties;
  const unknown = Object.keys(properties).find((name) => !knownProperties.has(name));
  if (unknown) throw new AssemblyError(`${resource.path}: ${unknown} of event source mappings is not served`);
  const { EventSourceArn: sourceArn = '', Enabled = true } = properties;
  const service = sourceArn.split(':')[2] ?? '';
  if (!Enabled) return undefined;
  if (properties.FilterCriteria && service !== 'dynamodb') {
    throw new AssemblyError(`${resource.path}: FilterCriteria of ${service} is not served`);
  }
  return {
    path: resource.path,
    id: resource.ref,
    region: resource.region,
    sourceArn,
    service,
    functionRef: properties.FunctionName,
    batchSize: properties.BatchSize ?? (service === 'sqs' ? 10 : 100),
    windowMs: (properties.MaximumBatchingWindowInSeconds ?? 0) * 1000,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
    reportsItemFailures: properties.FunctionResponseTypes?.includes('ReportBatchItemFailures') ?? false,
    startingPosition: properties.StartingPosition,
    ...startingTimestamp(resource.path, properties),
    bisect: properties.BisectBatchOnFunctionError ?? false,
    maximumRetries: properties.MaximumRetryAttempts ?? -1,
    maximumAgeSeconds: properties.MaximumRecordAgeInSeconds ?? -1,
    onFailureArn: properties.DestinationConfig?.OnFailure?.Destination,
    filters: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern = '{}' }) => Pattern),
  };
}

/** @throws AssemblyError where a time is told and not asked for, or the other way round */
function startingTimestamp(
  path: string,
  { StartingPosition, StartingPositionTimestamp: timestamp }: MappingProperties,
): Pick<EventSourceMapping, 'startingTimestamp'> {
  if ((StartingPosition === 'AT_TIMESTAMP') !== (timestamp !== undefined)) {
    throw new AssemblyError(
      `${path}: StartingPositionTimestamp goes with StartingPosition AT_TIMESTAMP, and with no other`,
    );
  }
  return timestamp === undefined ? {} : { startingTimestamp: Number(timestamp) };
}
