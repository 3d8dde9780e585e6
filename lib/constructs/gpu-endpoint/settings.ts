import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal');
const count = z.number().int().max(100);

/** SHA-256 of each file of a model, by its path below `<prefix>/<digest of all of them>/`. */
export const modelFiles = z
  .record(z.string().min(1), sha256)
  .refine((files) => Object.keys(files).length > 0, 'one file or more');

export const modelPrefix = z.string().regex(/^[\w.-]+(?:\/[\w.-]+)*$/, 'a key prefix without slashes at its ends');

export const modelBucket = z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'a bucket name');

export const gpuInstanceType = z
  .string()
  .regex(/^ml\.[a-z0-9-]+\.[a-z0-9]+$/, 'an instance type of SageMaker such as ml.g5.xlarge');

/** @param least copies that there may be at the least */
export const gpuCopies = (least: number) =>
  z
    .strictObject({
      min: count.min(least),
      max: count.min(1),
      /** Requests at the same time that a copy should have. */
      concurrentRequests: z.number().int().min(1).max(1024),
    })
    .refine(({ min, max }) => min <= max, 'no more min than max');
