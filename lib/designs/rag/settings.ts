import { z } from 'zod';
import { textModelNames } from '../../constructs/inference/inference-profiles';
import type { DesignConfiguration } from '../../design';
import { endpointSettings, hostedModel } from './endpoint-settings';
import { sourceSettings } from './source-settings';

const count = z.number().int().min(1);
const instanceType = z
  .string()
  .regex(/^[a-z0-9]+\.[a-z0-9]+\.search$/, 'an instance type of OpenSearch Service such as r7g.large.search');

/** The search domain. How it has to grow with the corpus is in the README. */
const searchSettings = z
  .strictObject({
    instanceType,
    instances: count.max(200),
    /** Availability zones that the instances are spread over. */
    zones: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    /** Nodes that hold no data and lead the cluster, three of them; without them, data nodes do. */
    dedicatedMasters: z.strictObject({ instanceType }).optional(),
    /** Disk of each instance, in GiB. */
    volumeGb: count.min(10).max(16_384),
    /** Parts of the index; it has as many for as long as it lives, so they are chosen for the corpus that is expected. */
    shards: count.max(1000),
    /** Copies of each shard besides the first. */
    replicas: z.number().int().min(0).max(3),
  })
  .refine(({ instances, zones }) => instances % zones === 0, 'as many instances in each zone')
  .refine(({ instances, replicas }) => replicas < instances, 'fewer replicas than instances');

const titanDimensions: readonly number[] = [256, 512, 1024];
const embeddingSettings = z
  .strictObject({
    model: z.union([z.literal('titan-v2'), hostedModel('titan-v2')]),
    /** Of a model of `endpoints`, as many as it gives. */
    dimensions: count.max(4096),
  })
  .refine(
    ({ model, dimensions }) => model !== 'titan-v2' || titanDimensions.includes(dimensions),
    'dimensions of titan-v2: 256, 512 or 1024',
  );

/** What a stage may set for RAG. */
export const ragSettings = z.strictObject({
  /** The design's share of the month's spend in USD. */
  monthlyBudgetUsd: z.number().positive(),
  search: searchSettings,
  /** Model and length of vectors. Another one is another index: see the README. */
  embedding: embeddingSettings,
  /** Put what was found in order by a model: Bedrock's, where the region has one, or one of `endpoints`. */
  rerank: z.union([z.boolean(), hostedModel('true, false')]),
  /** Models on GPU instances of the stage's own. One that an index is made with stays until another index answers. */
  endpoints: endpointSettings,
  /** Writes answers. */
  answerModel: z.enum(textModelNames),
  /** Writes variants of a question; without it, questions are searched as they are. */
  expansionModel: z.enum(textModelNames).optional(),
  /** How the lists of several searches become one. */
  fusion: z.enum(['rrf', 'min-max', 'z-score']),
  /** How much a list of vectors counts beside one of keywords; as much as the embedding model is worth on the corpus. */
  vectorWeight: z.number().positive().max(10),
  ingestion: z.strictObject({
    /** Documents worked on at a time. */
    concurrency: z.number().int().min(2).max(1000),
    /** Seconds, its own work included, that a document may wait before people are told. */
    patienceSeconds: z.number().int().min(60),
  }),
  /** Requests a second that the API admits, and how many at once, before it answers 429. */
  throttle: z.strictObject({ perSecond: z.number().positive(), burst: z.number().int().positive() }),
  alarms: z.strictObject({
    /** 99th percentile of a search, in milliseconds, above which people are told. */
    searchP99Ms: z.number().int().positive(),
    /** Share of answers that did without reranking, variants or vectors, in percent, from which people are told. */
    degradedPercent: z.number().min(0).max(100),
  }),
  /** Execution environments kept warm per function; 0 keeps none. */
  provisionedConcurrency: z.strictObject({
    authorize: z.number().int().min(0),
    search: z.number().int().min(0),
    answer: z.number().int().min(0),
  }),
  /** What is brought from elsewhere, and how often. */
  sources: z
    .array(sourceSettings)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'ids that differ'),
});

export type RagSettings = z.output<typeof ragSettings>;
export type SearchSettings = RagSettings['search'];

const onDemand = { authorize: 0, search: 0, answer: 0 };

/** The same in every preset: it is measured, not guessed, and changing it means another index or other answers. */
const retrieval = {
  embedding: { model: 'titan-v2', dimensions: 512 },
  rerank: true,
  endpoints: {},
  answerModel: 'nova-lite',
  expansionModel: 'nova-micro',
  fusion: 'min-max',
  vectorWeight: 0.25,
  sources: [],
} as const;

export const ragConfiguration: DesignConfiguration<typeof ragSettings> = {
  schema: ragSettings,
  presets: {
    dev: {
      ...retrieval,
      sources: [],
      monthlyBudgetUsd: 60,
      // The least there is: one small node and the smallest disk. Nothing of it is on demand.
      search: { instanceType: 't3.small.search', instances: 1, zones: 1, volumeGb: 10, shards: 1, replicas: 0 },
      ingestion: { concurrency: 2, patienceSeconds: 3600 },
      throttle: { perSecond: 20, burst: 40 },
      alarms: { searchP99Ms: 5000, degradedPercent: 20 },
      provisionedConcurrency: onDemand,
    },
    staging: {
      ...retrieval,
      sources: [],
      monthlyBudgetUsd: 250,
      search: { instanceType: 't3.medium.search', instances: 2, zones: 2, volumeGb: 50, shards: 2, replicas: 1 },
      ingestion: { concurrency: 10, patienceSeconds: 1800 },
      throttle: { perSecond: 100, burst: 200 },
      alarms: { searchP99Ms: 3000, degradedPercent: 10 },
      provisionedConcurrency: onDemand,
    },
    prod: {
      ...retrieval,
      sources: [],
      monthlyBudgetUsd: 10_000,
      search: {
        instanceType: 'r7g.xlarge.search',
        instances: 3,
        zones: 3,
        dedicatedMasters: { instanceType: 'm7g.large.search' },
        volumeGb: 200,
        shards: 6,
        replicas: 1,
      },
      ingestion: { concurrency: 50, patienceSeconds: 1800 },
      throttle: { perSecond: 1000, burst: 1000 },
      alarms: { searchP99Ms: 2000, degradedPercent: 5 },
      provisionedConcurrency: { authorize: 2, search: 5, answer: 5 },
    },
  },
};
