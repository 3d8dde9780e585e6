import type { Way } from '../ways/way';

/** A function that a unit of use calls. */
export interface FunctionUse {
  /** Its construct, such as `SocketRoutes/Send`. */
  readonly at: string;
  readonly callsAUnit: number;
  /** Duration of a call, on the mean. */
  readonly ms: number;
}

/** A table that a unit of use reads and writes. */
export interface TableUse {
  readonly at: string;
  readonly writesAUnit: number;
  readonly readsAUnit: number;
  /** Write units by index. */
  readonly indexes?: Readonly<Record<string, number>>;
}

/** Keys that many units of use share: the skew that a partition takes. */
export interface HotKey {
  /** What shares it, such as `organisation`. */
  readonly whose: string;
  /** Partition keys that it is spread over. */
  readonly parts: number;
  /** Write units into one of them for each unit of use that picks it. */
  readonly writes: number;
  /**
   * For how long a key is taken from being read until it is written on condition of its version (ms): one unit of use at a time.
   * @default not at all
   */
  readonly heldMs?: number;
  readonly where: string;
}

/** FIFO queues before a function, which share its units as they share its pollers. */
export interface QueueUse {
  readonly queuesAt: readonly string[];
  readonly sourcesAt: readonly string[];
  readonly invokes: string;
}

/** A stream that a unit of use is written into, and what reads it. */
export interface StreamUse {
  readonly at: string;
  readonly readerAt: string;
  readonly recordsAUnit: number;
  readonly kbAUnit: number;
}

/** A search domain; what a chunk takes in it is in the workload. */
export interface SearchUse {
  readonly at: string;
}

export interface ModelUse {
  /** As `bedrockQuotas` names it. */
  readonly model: string;
  readonly requestsAUnit: number;
  readonly tokensAUnit: number;
}

/** What the billed units of a workload do not say: where a unit of use goes, by constructs of the template. */
export interface Profile {
  readonly design: string;
  /** The design's own unit of use, or a further one. */
  readonly unit: string;
  readonly functions: readonly FunctionUse[];
  readonly tables: readonly TableUse[];
  readonly hotKeys: readonly HotKey[];
  readonly queues?: QueueUse;
  readonly stream?: StreamUse;
  readonly search?: SearchUse;
  readonly models?: readonly ModelUse[];
  /** Images that Rekognition looks at. */
  readonly imagesAUnit?: number;
  /** Requests to API Gateway: routes and methods that are called, by the construct of their API. */
  readonly apis: readonly { readonly at: string; readonly requestsAUnit: number }[];
  /** Frames that functions push to WebSocket connections. */
  readonly callbacksAUnit?: number;
  readonly connectionsAUnit?: number;
  /** Requests that come by CloudFront. */
  readonly edgeRequestsAUnit: number;
  /** Events told to the audit stream. */
  readonly auditEventsAUnit?: number;
  /** Items of its largest transaction. */
  readonly transactionItems: number;
  /** Ways of a request, simulated. */
  readonly ways: readonly Way[];
}
