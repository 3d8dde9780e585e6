/** What a limit holds for. */
export type Scope =
  | 'account and region'
  | 'account'
  | 'function'
  | 'table'
  | 'index'
  | 'partition key'
  | 'stream'
  | 'shard'
  | 'queue'
  | 'distribution'
  | 'domain'
  | 'connection'
  | 'request';

/** A limit that AWS sets, as its documents gave it on the day that they were read. */
export interface Quota {
  /** `<service>/<name>`, by which this repository knows it. */
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly scope: Scope;
  /** The default, where a region has no other. */
  readonly value: number;
  /** Regions whose default differs. */
  readonly regions?: Readonly<Record<string, number>>;
  /** Code in Service Quotas, where the request for more is made. Absent: none was found, and the note says what to do instead. */
  readonly code?: string;
  /** Whether AWS raises it on request, in Service Quotas or by its support. */
  readonly adjustable: boolean;
  /** What a new account may have instead of the default. */
  readonly newAccount?: number;
  readonly note?: string;
  readonly source: string;
  /** Day on which the source was read. */
  readonly read: string;
}

/** The default in a region. */
export const valueIn = ({ value, regions }: Quota, region: string): number => regions?.[region] ?? value;
