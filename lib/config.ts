import type { Node } from 'constructs';
import { z } from 'zod';
import type { Design, DesignSettings } from './design';
import { type PresetName, presetNames, presets } from './presets';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'an AWS region such as us-east-1');
const usd = z.number().positive();
const days = z.number().int().positive();

/** Retention that CloudWatch Logs accepts. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logRetention = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** What a stage may set. Every key is either in its preset or in `cdk.json`, and unknown keys are errors. */
export const stageSchema = z.strictObject({
  /** The first is the primary: identity and the cost guard live there. */
  regions: z
    .array(region)
    .min(1)
    .refine((all) => new Set(all).size === all.length, 'regions that differ'),
  /** Own domain; needed by several regions, which are told apart by DNS latency records. */
  domain: z
    .strictObject({ name: z.hostname(), hostedZoneId: z.string().regex(/^Z[A-Z0-9]+$/, 'a Route 53 hosted zone id') })
    .optional(),
  alerts: z.strictObject({
    emails: z.array(z.email()),
    slack: z
      .strictObject({
        workspaceId: z.string().regex(/^T[A-Z0-9]+$/, 'a Slack workspace id such as T0123ABCD'),
        channelId: z.string().regex(/^C[A-Z0-9]+$/, 'a Slack channel id such as C0123ABCD'),
      })
      .optional(),
  }),
  budget: z.strictObject({
    monthlyUsd: usd,
    /** Share of `monthlyUsd` actually spent at which the brake is set. */
    hardLimitPercent: z.number().int().min(1).max(1000),
  }),
  /** Watches the stage's own tag; never the one dimensional monitor an account may have. */
  anomalyDetection: z.strictObject({ enabled: z.boolean(), thresholdUsd: usd }),
  data: z.strictObject({
    /** Keep tables, buckets and keys when their stack is deleted. */
    retain: z.boolean(),
    deletionProtection: z.boolean(),
    pointInTimeRecovery: z.boolean(),
  }),
  logs: z.strictObject({ retentionDays: z.literal(logRetention) }),
  audit: z.strictObject({
    /** `firehose`: straight to Firehose, nothing idle. `kinesis`: an on-demand stream that further consumers can read. */
    sink: z.enum(['firehose', 'kinesis']),
    coldAfterDays: days,
    expireAfterDays: days,
  }),
  network: z.strictObject({
    /** Functions in private subnets of a VPC with NAT and endpoints. */
    vpc: z.boolean(),
    availabilityZones: z.number().int().min(2).max(3).default(2),
  }),
  identity: z.strictObject({
    /** Cognito feature plan: `plus` adds threat protection and costs per user. */
    plan: z.enum(['essentials', 'plus']),
    mfa: z.enum(['optional', 'required']),
    /** Prefix of the hosted sign-in domain, unique in its region; without it there is no hosted sign-in page. */
    hostedDomainPrefix: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and inner hyphens')
      .optional(),
  }),
  edge: z.strictObject({
    /** WAF blocks an address that sends more than this in any five minutes. */
    requestsPerFiveMinutesPerAddress: z.number().int().min(10),
    /** CloudFront price class: `100` is North America and Europe. */
    priceClass: z.enum(['100', '200', 'all']),
  }),
  apiGateway: z.strictObject({
    /** Set the account-wide CloudWatch role of API Gateway. Off where another stack of the account already does. */
    accountLogging: z.boolean(),
  }),
});

export type StageInput = z.input<typeof stageSchema>;

/** A design that this stage has, with its settings checked by its own schema. */
export interface ChosenDesign {
  readonly design: Design;
  readonly settings: DesignSettings;
}

/** Everything a stack may ask of configuration. */
export type Settings = z.output<typeof stageSchema> & {
  /** Name of the stage: `-c stage=`. */
  readonly stage: string;
  readonly designs: readonly ChosenDesign[];
};

/** All that is wrong with the configuration, each line naming the key, its value and what was expected. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(
      `The configuration is not usable, nothing was synthesized:\n${problems.map((line) => `  - ${line}`).join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}

export type { PresetName };
export { presetNames, presets };

/**
 * Reads `stage`, `stages` and `designs` from CDK context; the only function that does.
 *
 * @throws ConfigError with all problems at once
 */
export function loadSettings(node: Node, registry: readonly Design[]): Settings {
  void node;
  void registry;
  throw new ConfigError(['not written yet']);
}
