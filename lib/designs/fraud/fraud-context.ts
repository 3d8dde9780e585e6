import type { BlueprintTable } from '../../constructs/table/table';
import type { RegionPlatform } from '../../platform/platform';
import type { ModelEndpoint } from './model-endpoint';
import type { ModelsBucket } from './models-bucket';
import type { FraudSettings } from './settings';
import type { AskedFeatures } from './stream-features';

/** What every part of fraud scoring is made with. */
export interface FraudContext {
  readonly platform: RegionPlatform;
  readonly settings: FraudSettings;
  /** Decisions, rules, lists. Its stream tells of every decision. */
  readonly decisions: BlueprintTable;
  /** Histories of cards, accounts, devices, addresses and merchants. */
  readonly histories: BlueprintTable;
  /** Models that training brought. */
  readonly models: ModelsBucket;
  /** Where the champion is on instances of its own. */
  readonly endpoint?: ModelEndpoint;
  /** What rules may name that another design knows. */
  readonly stream?: AskedFeatures | undefined;
}

/** Handler source of a function of fraud scoring. */
export const handler = (verb: string) => `lambdas/fraud/${verb}.handler.ts`;

/** First part of every path of the API. */
export const restStageName = 'fraud';

/** Scope that an API key needs for fraud scoring. */
export const requiredScope = 'fraud';
