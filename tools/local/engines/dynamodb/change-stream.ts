import { randomUUID } from 'node:crypto';
import { itemSize, type StoredItem } from 'dynalite/db';
import { type ShardLog, type ShardRecord, trim } from '../kinesis/shard';

export const viewTypes = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const;
export type StreamViewType = (typeof viewTypes)[number];

/** One committed change of an item. */
export interface Change {
  readonly keys: StoredItem;
  readonly before: StoredItem | undefined;
  readonly after: StoredItem | undefined;
  /** The item was deleted because its time to live had passed. */
  readonly expired: boolean;
}

/** As `GetRecords` gives it. @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html */
interface RecordOutput {
  readonly awsRegion: string;
  readonly eventID: string;
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly eventSource: 'aws:dynamodb';
  readonly eventVersion: '1.1';
  readonly dynamodb: Readonly<Record<string, unknown>>;
  readonly userIdentity?: { readonly Type: string; readonly PrincipalId: string };
}

export interface ChangeRecord extends ShardRecord {
  readonly output: RecordOutput;
}

export interface StreamSettings {
  readonly arn: string;
  readonly tableName: string;
  readonly keySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
  readonly viewType: StreamViewType;
}

/** The stream of a table. It has one shard, so that its records are in order for each item and across items. */
export interface ChangeStream extends StreamSettings {
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly shard: ShardLog<ChangeRecord>;
  append(change: Change): void;
}

const retentionHours = 24;
const shardId = 'shardId-00000000000000000000-00000000';
/** Of 21 digits, as short as AWS's get. */
const sequenceNumber = (count: number): string => `1${String(count).padStart(20, '0')}`;
export const firstSequenceNumber = sequenceNumber(1);

/** @param now epoch milliseconds */
export function createChangeStream(settings: StreamSettings, now: () => number): ChangeStream {
  const shard: ShardLog<ChangeRecord> = { id: shardId, records: [] };
  const awsRegion = settings.arn.split(':')[3] ?? '';
  let appended = 0;
  return {
    ...settings,
    createdAt: now(),
    shard,
    append(change) {
      trim(shard, retentionHours, now());
      appended += 1;
      const number = sequenceNumber(appended);
      const output: RecordOutput = {
        awsRegion,
        eventID: randomUUID().replaceAll('-', ''),
        eventName: eventName(change),
        eventSource: 'aws:dynamodb',
        eventVersion: '1.1',
        dynamodb: streamRecord(change, settings.viewType, number, now()),
        ...(change.expired && { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } }),
      };
      shard.records.push({ sequenceNumber: number, arrivedAt: now(), output });
    },
  };
}

function eventName({ before, after }: Change): RecordOutput['eventName'] {
  if (!before) return 'INSERT';
  return after ? 'MODIFY' : 'REMOVE';
}

function streamRecord({ keys, before, after }: Change, view: StreamViewType, SequenceNumber: string, now: number) {
  const NewImage = view === 'NEW_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? after : undefined;
  const OldImage = view === 'OLD_IMAGE' || view === 'NEW_AND_OLD_IMAGES' ? before : undefined;
  const size = (item: StoredItem | undefined): number => (item ? itemSize(item) : 0);
  return {
    ApproximateCreationDateTime: Math.floor(now / 1000),
    Keys: keys,
    ...(NewImage && { NewImage }),
    ...(OldImage && { OldImage }),
    SequenceNumber,
    SizeBytes: size(keys) + size(NewImage) + size(OldImage),
    StreamViewType: view,
  };
}
