import { CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Has other stacks of the region import what many of their resources name, rather than look it up: CloudFormation looks a weak reference up once for
 * each time a template names it, and throttles that. Exported is what is given whether or not anybody imports it, so that it blocks nobody who no longer does.
 * A stack of another region has to take it weakly, with `Stack.consumeReference`.
 *
 * @param values attributes of the resource that others name
 * @see https://github.com/aws/aws-cdk/issues/38010
 */
export function exportStrongly(resource: IConstruct, ...values: readonly string[]): void {
  CrossStackReferences.of(resource).produce(ReferenceStrength.STRONG);
  for (const value of values) Stack.of(resource).exportValue(value);
}
