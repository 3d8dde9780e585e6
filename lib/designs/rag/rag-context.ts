import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { GpuEndpoint } from '../../constructs/gpu-endpoint/gpu-endpoint';
import type { RegionPlatform } from '../../platform/platform';
import type { OriginalsBucket } from './originals-bucket';
import type { SearchDomain } from './search-domain';
import type { SearchSetup } from './search-setup';
import type { RagSettings } from './settings';

/** What every part of RAG is made with. */
export interface RagContext {
  readonly platform: RegionPlatform;
  readonly settings: RagSettings;
  /** What is known of documents and of sources. */
  readonly documents: ITableV2;
  readonly originals: OriginalsBucket;
  readonly search: SearchDomain;
  readonly setup: SearchSetup;
  /** Of the stage's own, by the name of the model on each. */
  readonly endpoints: ReadonlyMap<string, GpuEndpoint>;
}

/** Handler source of a function of RAG. */
export const handler = (verb: string) => `lambdas/rag/${verb}.handler.ts`;

/** First part of every path of the API. */
export const restStageName = 'rag';

/** Scope that an API key needs for RAG. */
export const requiredScope = 'rag';
