import type { Node } from 'constructs';
import { z } from 'zod';
import { ConfigError, merge, oneOf, parseWith, show } from './config-problems';
import type { Design, DesignSettings } from './design';
import { presetNames, presets } from './presets';

export { ConfigError };

/** Regions of the partition `aws`, which the IAM policies here are written for. */
const region = z.string().regex(/^(?:af|ap|ca|eu|il|me|mx|sa|us)-[a-z]+-\d$/, 'an AWS region such as us-east-1');
const usd = z.number().positive();
const days = z.number().int().positive();

/** Retention that CloudWatch Logs accepts. @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const logRetention = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Glacier Instant Retrieval bills this many days at least. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/glacier-storage-classes.html */
const COLD_DAYS = 90;

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
  alarms: z.strictObject({
    /** Errors of one function in five minutes from which people are told. */
    errorsPerFiveMinutes: z.number().int().min(1),
    /** One alarm on throttles for each function, or one for all functions of the account in a region: each costs 0.10 USD a month. */
    throttles: z.enum(['each-function', 'region']),
    /**
     * Whether an alarm is kept that rings only when another one does, and names the part that is at fault. Worth 0.10 USD a month where
     * there is so much traffic that one part can fail unnoticed in the sum.
     */
    overlapping: z.boolean(),
  }),
  budget: z.strictObject({
    monthlyUsd: usd,
    /**
     * What the stage's budget counts: the whole `account`, everything else that runs in it included, which works from the
     * first day; or what carries the stage's `tag`, which sees nothing until the cost allocation tag `stage` is activated
     * in billing. Use `tag` once it is: past the hard limit the brake is set, whoever spent the money.
     */
    scope: z.enum(['account', 'tag']),
    /** Share of `monthlyUsd` actually spent at which the brake is set. */
    hardLimitPercent: z.number().int().min(1).max(1000),
  }),
  /** Alerts on spend that is unusual. What an account may have depends on what it is: see `docs/operations.md`. */
  anomalyDetection: z.strictObject({
    /**
     * `off`: none. `tag`: a monitor of the stage's own tag, which the management account alone may create, not a
     * member of an organization. `services`: the monitor by service, of which every account may have one. `existing`:
     * alerts from a monitor that the account has already, named by `monitorArn`.
     */
    mode: z.enum(['off', 'tag', 'services', 'existing']),
    /** Monitor of this account for `existing`: `aws ce get-anomaly-monitors` lists them. */
    monitorArn: z
      .string()
      .regex(/^arn:aws:ce::\d{12}:anomalymonitor\/[a-z0-9-]+$/, 'the ARN of a cost monitor')
      .optional(),
    /** Impact of an anomaly, in USD, from which people are told. */
    thresholdUsd: usd,
  }),
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
    /**
     * First label of the sign-in pages' address, `<prefix>.auth.<region>.amazoncognito.com`, unique in its region; stage
     * and account id when left out.
     */
    signInPrefix: z
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

/**
 * Reads `stage`, `stages` and `designs` from CDK context; the only function that does.
 *
 * @param node the app's node
 * @param registry every design there is; those named by `-c designs=a,b` are chosen, all of them by default
 * @throws ConfigError with all problems at once
 */
export function loadSettings(node: Node, registry: readonly Design[]): Settings {
  const problems: string[] = [];
  const stages = parseWith(stagesSchema, node.tryGetContext('stages'), 'stages', problems);
  const stage = stages && chooseStage(node.tryGetContext('stage'), stages, problems);
  const names = chooseDesigns(node.tryGetContext('designs'), registry, problems);
  const chosen = stage === undefined ? undefined : stages?.[stage];
  if (stage === undefined || chosen === undefined) throw new ConfigError(problems);

  const { preset, designs: overrides = {}, ...own } = chosen;
  const key = `stages.${stage}`;
  const settings = parseWith(stageSchema, merge(presets[preset], own), key, problems);
  if (settings) problems.push(...contradictions(settings, key));
  for (const name of Object.keys(overrides)) {
    if (!registry.some((design) => design.name === name)) {
      problems.push(`${key}.designs.${name}: unknown design, expected ${oneOf(registry.map((design) => design.name))}`);
    }
  }
  const designs = registry.flatMap((design) => {
    const { schema, presets: values } = design.configuration;
    const input = merge(values[preset], overrides[design.name] ?? {});
    const parsed = parseWith(schema, input, `${key}.designs.${design.name}`, problems);
    return parsed && names.includes(design.name) ? [{ design, settings: parsed }] : [];
  });
  if (!settings || problems.length > 0) throw new ConfigError(problems);
  return { ...settings, stage, designs };
}

/** `stages` of cdk.json before presets are applied: what a stage adds is checked after the merge. */
const stagesSchema = z.record(
  z.string().regex(/^[a-z][a-z0-9]{0,15}$/, 'a stage name of up to 16 lower-case letters and digits'),
  z.looseObject({ preset: z.enum(presetNames), designs: z.record(z.string(), z.looseObject({})).optional() }),
);

function chooseStage(
  asked: unknown,
  stages: Readonly<Record<string, unknown>>,
  problems: string[],
): string | undefined {
  if (typeof asked === 'string' && Object.hasOwn(stages, asked)) return asked;
  problems.push(`stage = ${show(asked)}: expected ${oneOf(Object.keys(stages))}`);
  return undefined;
}

function chooseDesigns(asked: unknown, registry: readonly Design[], problems: string[]): readonly string[] {
  const known = registry.map((design) => design.name);
  if (asked === undefined) return known;
  const names = typeof asked === 'string' ? asked.split(',').map((name) => name.trim()) : [];
  if (names.length > 0 && names.every((name) => known.includes(name))) return names;
  problems.push(`designs = ${show(asked)}: expected a comma-separated list of ${oneOf(known)}`);
  return [];
}

/** What each value allows and their combination does not. */
function contradictions(settings: z.output<typeof stageSchema>, key: string): string[] {
  const { regions, domain, anomalyDetection, audit } = settings;
  const found: string[] = [];
  if (regions.length > 1 && !domain) {
    found.push(
      `${key}.domain: missing, expected { name, hostedZoneId }: ${regions.length} regions are told apart by DNS latency records`,
    );
  }
  const { mode, monitorArn } = anomalyDetection;
  if (mode === 'existing' && monitorArn === undefined) {
    found.push(`${key}.anomalyDetection.monitorArn: missing, expected the ARN of a cost monitor for the mode existing`);
  }
  if (mode !== 'existing' && monitorArn !== undefined) {
    found.push(`${key}.anomalyDetection.mode = ${show(mode)}: expected existing where monitorArn names a monitor`);
  }
  if (audit.expireAfterDays - audit.coldAfterDays < COLD_DAYS) {
    found.push(
      `${key}.audit.expireAfterDays = ${audit.expireAfterDays}: expected at least ${COLD_DAYS} more than coldAfterDays, ${audit.coldAfterDays}: cold storage bills as many days at least`,
    );
  }
  return found;
}
