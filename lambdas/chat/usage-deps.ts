import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { brakeReader, once } from '../shared/deps';
import type { Logger } from '../shared/logger';
import { createQuotaStore } from './adapters/quota-store';
import { createRateStore, type UsageStoreOptions } from './adapters/rate-store';
import { createAdmission, createBrakeCheck } from './admission';
import type { ConfigReader } from './config-reader';
import type { BrakeCheck } from './domain/ports';
import type { Admission } from './domain/usage';
import type { Metering } from './metering';

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

/** Loaded with the first answer that ends: none waits for it. */
export function metering(options: UsageStoreOptions, readConfig: ConfigReader): Metering {
  const loaded = once(async () => {
    const [{ createMetering }, { createLedgerStore }, { createCharge }] = await Promise.all([
      import('./metering'),
      import('./adapters/ledger-store'),
      import('./adapters/rate-charge'),
    ]);
    const rates = createRateStore(options);
    const charge = createCharge(options);
    return createMetering({ ledger: createLedgerStore(options), rates, charge, readConfig, now: options.now });
  });
  return { settle: async (settlement) => (await loaded()).settle(settlement) };
}
