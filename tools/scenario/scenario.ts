import { z } from 'zod';
import { type Dimension, dimensions } from '../../lib/design';

const amounts = z.partialRecord(
  z.enum(Object.keys(dimensions) as [Dimension, ...Dimension[]]),
  z.number().nonnegative(),
);
const perDay = z.number().nonnegative();

/** How one design is used. What is left out is as its workload says. */
const designUse = z.strictObject({
  /** Units of use a day: messages, questions, payments, events. */
  unitsADay: perDay,
  /** Further units of the design, by name, such as `{ "page": 1000 }`. */
  further: z.record(z.string(), perDay).default({}),
  /** The busiest minute over the day's mean. @default - the workload's, else the scenario's */
  peakFactor: z.number().min(1).optional(),
  /** Tokens that the model reads and writes for one unit. */
  inputTokens: z.number().nonnegative().optional(),
  outputTokens: z.number().nonnegative().optional(),
  /** Model that answers, by its name in the price table, such as `claude-haiku-4.5`. */
  model: z.string().optional(),
  /** Other amounts that one unit takes. */
  perUnit: amounts.default({}),
  /** Chunks in the search index. */
  chunks: z.number().nonnegative().optional(),
});

export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  /** People who sign in within a month. */
  users: z.number().nonnegative().default(0),
  peakFactor: z.number().min(1).default(3),
  /** Share of the use in each region, of those that have the design; shares add up to 1. @default - even */
  regions: z
    .record(z.string(), z.number().min(0).max(1))
    .refine((shares) => Math.abs(Object.values(shares).reduce((sum, share) => sum + share, 0) - 1) < 0.001, {
      message: 'expected shares that add up to 1',
    })
    .optional(),
  designs: z.record(z.string(), designUse).refine((designs) => Object.keys(designs).length > 0, {
    message: 'expected at least one design',
  }),
});

/** Who uses a stage how much. */
export type Scenario = z.output<typeof scenarioSchema>;
export type DesignUse = z.output<typeof designUse>;

/** A scenario that cannot be used. The message lists every problem by its path. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** @throws ScenarioError with all problems at once */
export function parseScenario(value: unknown, from: string): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `  ${path.join('.') || 'scenario'}: ${message}`);
  throw new ScenarioError(`${from} is no scenario:\n${problems.join('\n')}`);
}
