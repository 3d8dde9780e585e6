import { Duration } from 'aws-cdk-lib';

/** The one production variant of an endpoint; inference components are placed on its instances. */
export const variantName = 'AllTraffic';
export const canaryVariantName = 'Canary';
export const shadowVariantName = 'Shadow';

/**
 * AWS's own container for vLLM. It takes its settings from `SM_VLLM_*`, finds the model in `/opt/ml/model`, and answers
 * OpenAI's chat schema at `/invocations`. The tag moves within its major version: pin a digest where that matters.
 *
 * @see https://aws.github.io/deep-learning-containers/vllm/deployment/sagemaker/
 */
export const containerImage = { repository: 'vllm', tag: 'server-sagemaker-cuda-v1' } as const;

/**
 * Driver and CUDA of the host, which the container's CUDA has to fit; without it the container does not start.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_ProductionVariant.html
 */
export const inferenceAmiVersion = 'al2-ami-sagemaker-inference-gpu-3-1';

/** @see https://aws.github.io/deep-learning-containers/vllm/configuration/ */
export const containerEnvironment = {
  // Nothing is fetched at run time: the model is there, and the container has no network.
  HF_HUB_OFFLINE: '1',
  VLLM_NO_USAGE_STATS: '1',
  SM_VLLM_ENABLE_PREFIX_CACHING: 'true',
  SM_VLLM_ENABLE_PROMPT_TOKENS_DETAILS: 'true',
} as const;

/**
 * Requests with the same routing identifier go to the same instance, up to so many at once, so that its KV cache is reused.
 * The clients' bodies begin with `prefixLength` bytes that never differ.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_PrefixAwareRoutingConfig.html
 */
export const prefixRouting = { prefixLength: 1024, concurrencyThreshold: 32 } as const;

/**
 * A copy is downloaded and loaded each time that it starts.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentStartupParameters.html
 */
export const startup = { download: Duration.minutes(20), healthCheck: Duration.minutes(20) } as const;

/**
 * What one copy reserves. Memory is a reservation of the host's, not of the GPU's, and no cap; schedulers have refused
 * much more than this on small instances.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentComputeResourceRequirements.html
 */
export const copyReservation = { accelerators: 1, memoryMb: 1024 } as const;

/**
 * New copies take over in batches, each watched before the next. A batch is at most half of the copies.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/deployment-guardrails-rolling.html
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_InferenceComponentRollingUpdatePolicy.html
 */
export const rollout = {
  batchPercent: 50,
  rollbackPercent: 100,
  wait: Duration.minutes(5),
  timeLimit: Duration.hours(4),
} as const;

/**
 * Copies come fast and go slowly, since one takes minutes to start.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/endpoint-auto-scaling-add-code-define.html
 */
export const scaling = {
  scaleOutCooldown: Duration.minutes(3),
  scaleInCooldown: Duration.minutes(15),
  /** From nothing to the first copy. */
  wakeCooldown: Duration.minutes(1),
} as const;

/**
 * vLLM takes nine tenths of the GPU's memory when it starts, so only what is well above is a sign of trouble.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/dg/monitoring-cloudwatch.html
 */
export const alarmThresholds = { errorPercent: 1, gpuMemoryPercent: 97, gpuPercent: 95 } as const;

/**
 * Families with a disk of their own: it is encrypted by the hardware, and SageMaker refuses a customer key and a volume
 * size for them.
 *
 * @see https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateEndpointConfig.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/InstanceStorage.html
 */
export const familiesWithOwnDisk: readonly string[] = [
  ...['g4dn', 'g5', 'g6', 'g6e', 'gr6', 'g7e', 'p3dn', 'p4d', 'p4de', 'p5', 'p5e', 'p5en', 'p6-b200', 'trn1', 'trn1n'],
  ...['c5d', 'c6id', 'm5d', 'm6id', 'r5d', 'r6id'],
];
