import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { Platform } from './platform/platform';
import type { PresetName } from './presets';

/** What one unit of use touches, and what the design is sized for. Cost and capacity are computed from it. */
export interface Workload {
  /** The design's own unit of use, such as `message`. */
  readonly unit: string;
  /** Amount of each billed dimension that one unit consumes, such as `lambdaGbMs: 1536` or `dynamodbWriteUnits: 4`. */
  readonly perUnit: Readonly<Record<string, number>>;
  /** Figures of the sizing: units a day, peak factors, latency targets. */
  readonly targets: Readonly<Record<string, number>>;
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
