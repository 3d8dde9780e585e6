import { z } from 'zod';
import type { ResolvedResource } from '../../types';
import { parseProperties } from '../input';
import { type EventPattern, parseEventPattern } from './event-pattern';
import { parseSchedule, type Schedule } from './schedule';

const properties = z.strictObject({
  Name: z.string().optional(),
  Description: z.string().optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: z.string(),
        /** Constant JSON in the event's place. */
        Input: z.string().optional(),
        /** Failures are reported on the laptop, and not tried again. */
        DeadLetterConfig: z.unknown().optional(),
        RetryPolicy: z.unknown().optional(),
      }),
    )
    .default([]),
});
const passedOver = ['Tags'];

export interface RuleTarget {
  readonly arn: string;
  readonly input?: unknown;
}

/** A rule of the default bus: by what events look like, or by time. */
export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly pattern?: EventPattern;
  readonly description?: string;
  readonly schedule?: Schedule & { readonly expression: string };
  readonly enabled: boolean;
  readonly targets: readonly RuleTarget[];
}

/** @throws Error on what is not served: other buses, input transformers, further kinds of targets */
export function readRule(resource: ResolvedResource): Rule {
  const parsed = parseProperties(resource, properties, passedOver);
  const { EventPattern, ScheduleExpression: expression, State, Targets } = parsed;
  for (const { Arn } of Targets) {
    if (!/^arn:aws:(sqs|lambda):/.test(Arn))
      throw new Error(`${resource.path}: a target ${Arn} is not served on the laptop`);
  }
  return {
    name: resource.ref,
    arn: resource.attributes.Arn ?? '',
    ...(EventPattern && { pattern: parseEventPattern(EventPattern, `${resource.path} EventPattern`) }),
    ...(parsed.Description && { description: parsed.Description }),
    ...(expression && { schedule: { expression, ...parseSchedule(expression) } }),
    enabled: State === 'ENABLED',
    targets: Targets.map(({ Arn, Input }) => ({
      arn: Arn,
      ...(Input !== undefined && { input: JSON.parse(Input) as unknown }),
    })),
  };
}
