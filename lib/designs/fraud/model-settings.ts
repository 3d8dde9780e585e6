import { z } from 'zod';

const count = z.number().int().min(1).max(100);

/** Instances of the model's endpoint. */
const endpoint = z.strictObject({
  /** On x86 processors, which the container is made for: no GPU, and no family of Graviton such as c7g. */
  instanceType: z
    .string()
    .regex(
      /^ml\.[cmr]\d(?!g)[a-z]*\.(?:large|\d*xlarge)$/,
      'an instance type of SageMaker with x86 processors such as ml.c5.large',
    ),
  /** SageMaker spreads them over zones. */
  instances: z
    .strictObject({
      min: count,
      max: count,
      /** Requests at the same time that an instance should have. */
      concurrentRequests: z.number().int().min(1).max(1024),
    })
    .refine(({ min, max }) => min <= max, 'no more min than max'),
  monthlyBudgetUsd: z.number().positive(),
  /** 95th percentile of the container's own latency, in milliseconds, above which people are told and a rollout is undone. */
  latencyAlarmMs: z.number().positive(),
});
export type ModelEndpointSettings = z.output<typeof endpoint>;

/** Where the model runs. */
export const modelSettings = z
  .strictObject({
    /** `in-process`: in the function that decides. `endpoint`: on instances of its own, and in the function when they are late or gone. */
    host: z.enum(['in-process', 'endpoint']),
    endpoint: endpoint.optional(),
  })
  .refine(
    ({ host, endpoint: instances }) => host === 'in-process' || instances !== undefined,
    'an endpoint with its instances beside host endpoint',
  );
export type ModelSettings = z.output<typeof modelSettings>;
