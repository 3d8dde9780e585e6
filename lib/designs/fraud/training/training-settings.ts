import { z } from 'zod';

/** Training in SageMaker; a stage that does not name it has none. */
export const trainingSettings = z
  .strictObject({
    /** Of SageMaker, with a processor: exact trees are one processor's work. */
    instanceType: z.string().regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'an instance type of SageMaker such as ml.m5.xlarge'),
    volumeGb: z.number().int().min(1).max(1000),
    /** After so long a training ends, however far it is. */
    maxRunMinutes: z.number().int().min(5).max(1440),
    /** Run and wait for spot capacity together. */
    maxWaitMinutes: z.number().int().min(5).max(2880),
    /** Average precision on the validation data below which a model is not laid before anyone. */
    leastAucpr: z.number().min(0).max(1),
    /** Whether drift alarms start a training. */
    onDrift: z.boolean(),
  })
  .refine(({ maxRunMinutes, maxWaitMinutes }) => maxWaitMinutes >= maxRunMinutes, {
    path: ['maxWaitMinutes'],
    error: 'at least as long as maxRunMinutes',
  });
export type TrainingSettings = z.output<typeof trainingSettings>;
