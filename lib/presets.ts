import type { StageInput } from './config';

export const presetNames = ['dev', 'staging', 'prod'] as const;
export type PresetName = (typeof presetNames)[number];

/**
 * USD a month that a preset may cost with nobody using it, with every design and with chat alone. Budgets start from there, and a test prices the
 * templates against it.
 */
export const idleFloors: Readonly<Record<PresetName, { readonly all: number; readonly chat: number }>> = {
  dev: { all: 60, chat: 15 },
  staging: { all: 250, chat: 60 },
  prod: { all: 8_000, chat: 5_500 },
};

/** USD a month that a preset may spend on use, beside what it costs idle. */
const forUse: Readonly<Record<PresetName, number>> = { dev: 40, staging: 350, prod: 242_000 };

const budgetUsd = (preset: PresetName): number => idleFloors[preset].all + forUse[preset];

/** Deploys into a fresh account with default quotas; idles at a few dollars; leaves nothing behind. */
const dev: StageInput = {
  regions: ['us-east-1'],
  alerts: { emails: [] },
  alarms: { errorsPerFiveMinutes: 1, throttles: 'region', overlapping: false },
  budget: { scope: 'account', monthlyUsd: budgetUsd('dev'), hardLimitPercent: 120 },
  anomalyDetection: { mode: 'off', thresholdUsd: 10 },
  data: { retain: false, deletionProtection: false, pointInTimeRecovery: false },
  logs: { retentionDays: 14 },
  audit: { sink: 'firehose', coldAfterDays: 30, expireAfterDays: 120 },
  network: { vpc: false },
  identity: { plan: 'essentials', mfa: 'optional' },
  edge: { requestsPerFiveMinutesPerAddress: 2000, priceClass: '100' },
  apiGateway: { accountLogging: true },
};

/** Like prod in kind, smaller: a stream, backups, threat protection; one region and no private network. */
const staging: StageInput = {
  ...dev,
  alarms: { errorsPerFiveMinutes: 5, throttles: 'each-function', overlapping: true },
  budget: { scope: 'account', monthlyUsd: budgetUsd('staging'), hardLimitPercent: 120 },
  anomalyDetection: { mode: 'off', thresholdUsd: 50 },
  data: { retain: false, deletionProtection: false, pointInTimeRecovery: true },
  logs: { retentionDays: 30 },
  audit: { sink: 'kinesis', coldAfterDays: 30, expireAfterDays: 180 },
  identity: { plan: 'plus', mfa: 'optional' },
};

/** Several regions, private networking, everything kept. The domain is a placeholder that a deployment has to replace. */
const prod: StageInput = {
  regions: ['us-east-1', 'eu-west-1', 'ap-northeast-1'],
  domain: { name: 'example.com', hostedZoneId: 'Z0EXAMPLE0REPLACE0ME' },
  alerts: { emails: [] },
  alarms: { errorsPerFiveMinutes: 50, throttles: 'each-function', overlapping: true },
  budget: { scope: 'account', monthlyUsd: budgetUsd('prod'), hardLimitPercent: 150 },
  anomalyDetection: { mode: 'off', thresholdUsd: 1000 },
  data: { retain: true, deletionProtection: true, pointInTimeRecovery: true },
  logs: { retentionDays: 90 },
  audit: { sink: 'kinesis', coldAfterDays: 30, expireAfterDays: 2557 },
  network: { vpc: true, availabilityZones: 3 },
  identity: { plan: 'plus', mfa: 'required' },
  edge: { requestsPerFiveMinutesPerAddress: 5000, priceClass: 'all' },
  apiGateway: { accountLogging: true },
};

/** Presets differ by data alone: no stack asks for a preset's name. */
export const presets: Readonly<Record<PresetName, StageInput>> = { dev, staging, prod };
