import { z } from 'zod';
import {
  gpuCopies,
  gpuInstanceType,
  modelBucket,
  modelFiles,
  modelPrefix,
} from '../../constructs/gpu-endpoint/settings';

/**
 * A model on GPU instances of the stage's own, by a container of Hugging Face's text-embeddings-inference. A fresh account's quota for
 * GPU instances is 0: ask for one before this is set.
 */
const endpoint = z.strictObject({
  /** The container, which AWS keeps in another account for each region. */
  image: z
    .string()
    .regex(
      /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9._/-]+(?::[\w.-]+|@sha256:[0-9a-f]{64})$/,
      'an image in ECR with a tag or a digest',
    ),
  files: modelFiles,
  prefix: modelPrefix,
  /** In the primary region: SageMaker reads from its own region only. */
  bucket: modelBucket,
  instanceType: gpuInstanceType,
  /** One at least: a question waits for seconds, and a copy takes minutes to start. */
  copies: gpuCopies(1),
  monthlyBudgetUsd: z.number().positive(),
  /** 95th percentile of the model's latency, in milliseconds, above which people are told and a rollout is undone. */
  latencyAlarmMs: z.number().int().positive(),
});

/** By the name of the model on each, which is part of the endpoint's name, too. */
export const endpointSettings = z.record(
  z
    .string()
    .regex(
      /^(?=.{1,40}$)[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'a name of up to 40 lower-case letters, digits and single hyphens',
    ),
  endpoint,
);

export type EndpointSettings = z.output<typeof endpoint>;

/** A model of `endpoints`; zod tells of one way to be right alone, so this one tells of what else a setting may be, too. */
export const hostedModel = (others: string) =>
  z.string().regex(/^endpoint\//, `${others} or endpoint/<name of one of endpoints>`);
