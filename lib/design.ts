import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { Platform } from './platform/platform';
import type { PresetName } from './presets';

/** What is billed by use, and in which measure. A workload says how much of each a unit of use takes; tools price it by the template. */
export const dimensions = {
  lambdaRequests: 'invocations',
  lambdaGbMs: 'memory in GB times milliseconds of execution',
  queuePollerSeconds:
    'seconds of a provisioned poller of a queue, of which one serves ten at a time; nothing where pollers are not provisioned',
  restRequests: 'requests to a REST API',
  webSocketMessages: 'frames of up to 32 KB, either way',
  webSocketConnectionMinutes: 'minutes of open connections',
  dynamodbWriteUnits: 'write units of 1 KB; twice as many in a transaction',
  dynamodbReadUnits: 'read units of 4 KB; half as many where eventually consistent',
  dynamodbKbMonths: 'KB stored, times the months they are kept',
  sqsRequests: "requests to standard queues, Lambda's included",
  sqsFifoRequests: "requests to FIFO queues, Lambda's included",
  kinesisKb:
    "KB put into the design's streams, each record rounded up to 1 KB; reading follows from the readers in the template",
  firehoseKb: "KB put to the design's delivery streams, each record rounded up to 5 KB",
  auditEvents: 'events of the audit stream, of at most 1 KB; storing them follows from the bucket in the template',
  s3Puts: 'objects written or listed',
  s3Gets: 'objects read',
  s3KbMonths: 'KB stored at hand, times the months they are kept',
  s3ColdKbMonths: 'KB in cold storage that is read at once, times the months they are kept',
  bedrockInputTokens: 'tokens that the model for text reads',
  bedrockCachedTokens: 'of a prompt that the model has kept from before',
  bedrockOutputTokens: 'tokens that the model for text writes',
  bedrockEmbeddingTokens: 'tokens that become vectors',
  bedrockRerankQueries: 'queries to the reranker, of up to 100 passages each',
  guardrailTextUnits: 'text units of 1,000 characters checked by content filters',
  textractPages: 'scanned pages read',
  imagesModerated: 'images looked at by Rekognition',
  videoMinutesModerated: 'minutes of video looked at by Rekognition',
  logsKb: 'KB of logs; keeping them follows from the retention in the template',
  xrayTraces: 'traces recorded; by default one a second and five in a hundred of the others',
  cloudFrontRequests: 'requests of viewers, which the firewall sees too where there is one',
  cloudFrontKb: 'KB sent to viewers',
  natKb: 'KB through NAT gateways; nothing where there is no private network',
  endpointKb: 'KB through interface endpoints; nothing where there is no private network',
  monthlyActiveUsers: 'people who sign in within a month',
} as const;
export type Dimension = keyof typeof dimensions;
export type Amounts = Readonly<Partial<Record<Dimension, number>>>;

/** Models of Bedrock that a unit of use asks, by their names in the price table, such as `nova-lite`. */
export interface ModelsAsked {
  readonly text?: string;
  readonly embedding?: string;
  readonly rerank?: string;
  /** Even where the template lets the design ask others. @default false */
  readonly asIs?: boolean;
}

/** Something that people or systems do with a design, and that it is billed by. */
export interface UnitOfUse {
  /** The design's own unit of use, such as `message`. */
  readonly unit: string;
  /** Amount of each billed dimension that one unit consumes. */
  readonly perUnit: Amounts;
  readonly models?: ModelsAsked;
}

/** What one unit of use touches, and what the design is sized for. Cost and capacity are computed from it. */
export interface Workload extends UnitOfUse {
  /** Figures of the sizing: units a day, peak factors, latency targets. */
  readonly targets: Readonly<Record<string, number>>;
  /** Other things that are done with the design, each with how many a day it is sized for. */
  readonly further?: readonly (UnitOfUse & { readonly unitsADay: number })[];
  /** Amounts a month for each user. */
  readonly perUser?: Amounts;
  /** What a search index keeps for each chunk, in bytes of one copy. */
  readonly perChunk?: { readonly memoryBytes: number; readonly diskBytes: number };
  /** Services in the design's templates that no amount is for, by AWS's name, with the reason. */
  readonly notCounted?: Readonly<Record<string, string>>;
}

/** A path of the stage's public address and the API behind it. */
export interface Route {
  /** CloudFront path pattern, such as `/chat/*`. The API sees the same path: nothing is rewritten on the way. */
  readonly pathPattern: string;
  /** Host name of the origin, without scheme. */
  readonly domain: string;
  readonly kind: 'rest' | 'websocket';
  /** Key of the edge stack's output that tells a client the address, such as `ChatApiUrl`. */
  readonly outputKey: string;
  /**
   * Hosts besides the stage's own that the console talks to for the design, such as that of the bucket that files are uploaded to.
   * @default none
   */
  readonly browserHosts?: readonly string[];
  /**
   * Hosts besides the stage's own that the console shows images from, such as that of the bucket that they are in.
   * @default none
   */
  readonly imageHosts?: readonly string[];
}

/** Settings every design has, whatever else it adds. */
export interface DesignSettings {
  /** The design's share of the month's spend in USD; a budget by cost allocation tag watches it. */
  readonly monthlyBudgetUsd: number;
}

/** Schema of a design's own settings, and the values that make each preset. */
export interface DesignConfiguration<Schema extends z.ZodType<DesignSettings>> {
  readonly schema: Schema;
  readonly presets: Readonly<Record<PresetName, z.input<Schema>>>;
}

/**
 * One design: what the registry knows of it. `define` makes its stacks in every region of the platform and tells which
 * paths of the stage's public address lead to it.
 */
export interface Design<Schema extends z.ZodType<DesignSettings> = z.ZodType<DesignSettings>> {
  /** One lower-case word: folder name, stack name part and value of the `design` tag. */
  readonly name: string;
  readonly summary: string;
  readonly workload: Workload;
  readonly configuration: DesignConfiguration<Schema>;
  /** Takes features of others, and so is defined once all that offer them are. @default false */
  readonly takesFeatures?: boolean;
  define(scope: Construct, platform: Platform, settings: z.output<Schema>): readonly Route[];
}

/** Declares a design with the type of its settings inferred from their schema. */
export function defineDesign<Schema extends z.ZodType<DesignSettings>>(design: Design<Schema>): Design<Schema> {
  return design;
}
