import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type Dimension, dimensions } from '../../lib/design';
import type { DesignWorkload } from '../scenario';
import { CostError } from './cost-error';

const amounts = z.partialRecord(
  z.enum(Object.keys(dimensions) as [Dimension, ...Dimension[]]),
  z.number().nonnegative(),
);
const models = z
  .strictObject({ text: z.string(), embedding: z.string(), rerank: z.string(), asIs: z.boolean() })
  .partial();
const use = { unit: z.string(), perUnit: amounts, models: models.optional() };

/** Workloads of an assembly from elsewhere: design, or stack where resources have no tag `design` -> what a unit of use takes. */
const workloadsSchema = z.record(
  z.string(),
  z.strictObject({
    ...use,
    targets: z
      .looseObject({ unitsADay: z.number().positive() })
      .transform((targets) => targets as Record<string, number>),
    further: z.array(z.strictObject({ ...use, unitsADay: z.number().nonnegative() })).optional(),
    perUser: amounts.optional(),
    perChunk: z.strictObject({ memoryBytes: z.number(), diskBytes: z.number() }).optional(),
  }),
);

/** @throws CostError when the file cannot be read or holds no workloads, naming every problem */
export function readWorkloads(file: string): DesignWorkload[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CostError(`${file} cannot be read as workloads: ${(error as Error).message}`);
  }
  const parsed = workloadsSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
    throw new CostError(`${file} holds no workloads:\n${problems.join('\n')}`);
  }
  return Object.entries(parsed.data).map(([name, workload]) => ({ name, workload }));
}
