import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { brakeReader } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createLedgerStore } from './adapters/ledger-store';
import { createQuotaStore } from './adapters/quota-store';
import { createRateStore, type UsageStoreOptions } from './adapters/rate-store';
import { createAdmission, createBrakeCheck } from './admission';
import type { ConfigReader } from './config-reader';
import type { BrakeCheck } from './domain/ports';
import type { Admission } from './domain/usage';
import { createMetering, type Metering } from './metering';

/** The usage table in this region. */
export interface UsageEnv {
  readonly USAGE_TABLE_NAME: string;
  readonly AWS_REGION: string;
}

export const usageStores = (document: DynamoDBDocumentClient, env: UsageEnv): UsageStoreOptions => ({
  document,
  tableName: env.USAGE_TABLE_NAME,
  region: env.AWS_REGION,
  now: Date.now,
});

export const brakeCheck = (
  document: DynamoDBDocumentClient,
  env: { readonly PLATFORM_TABLE_NAME: string },
  logger: Logger,
): BrakeCheck => createBrakeCheck(brakeReader(document, env.PLATFORM_TABLE_NAME, logger));

export const admission = (options: UsageStoreOptions, brake: BrakeCheck, readConfig: ConfigReader): Admission =>
  createAdmission({
    brake,
    readConfig,
    rates: createRateStore(options),
    quotas: createQuotaStore(options),
    now: options.now,
    random: Math.random,
  });

export const metering = (options: UsageStoreOptions, readConfig: ConfigReader): Metering =>
  createMetering({ ledger: createLedgerStore(options), rates: createRateStore(options), readConfig, now: options.now });
