/** How stacks refer to each other. @see docs/adr/0019-what-many-name-is-exported.md */

import { outputOf, referenced, resources } from '../template';
import { finding, type Rule, stageOf } from './rule';

/** What is exported may not change while it is imported: these stay as they are, or hold data. */
const staying = new Set([
  ...['AWS::SNS::Topic', 'AWS::DynamoDB::GlobalTable', 'AWS::IAM::ManagedPolicy', 'AWS::Kinesis::Stream'],
  ...['AWS::KinesisFirehose::DeliveryStream', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet'],
]);

/** All intrinsic functions of this name within a value, each with its argument. */
function* calls(value: unknown, name: string): Generator<Readonly<Record<string, unknown>>> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === name) yield { [name]: inner };
    yield* calls(inner, name);
  }
}

export const importsOfWhatStays: Rule = {
  name: 'stacks import only what stays: everything else they take weakly, and it may change while it is used',
  check: ({ stacks }) =>
    resources(stacks).flatMap((place) =>
      [...calls(place.resource, 'Fn::ImportValue')].flatMap((imported) => {
        const shared = outputOf(stacks, imported);
        const type = shared && referenced(stacks, shared.stack, shared.value)?.type;
        return type !== undefined && staying.has(type) ? [] : [finding(place, `imports ${type ?? 'what is nowhere'}`)];
      }),
    ),
  broken: stageOf({ Thing: { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::ImportValue': 'x' } } } }),
};

/** CloudFormation looks up each of them, and was seen to fail a stack with 75. @see https://github.com/aws/aws-cdk/issues/38010 */
const lookUpsAStack = 60;

export const fewLookUps: Rule = {
  name: `a template names at most ${lookUpsAStack} times what CloudFormation has to look up in other stacks`,
  check: ({ stacks }) =>
    stacks
      .map(({ name, template }) => ({ name, count: [...calls(template, 'Fn::GetStackOutput')].length }))
      .filter(({ count }) => count > lookUpsAStack)
      .map(
        ({ name, count }) => `${name}: names ${count}; what many name is exported (lib/constructs/export-strongly.ts)`,
      ),
  broken: stageOf(
    Object.fromEntries(
      Array.from({ length: lookUpsAStack + 1 }, (_, n) => [
        `R${n}`,
        { Type: 'AWS::SSM::Parameter', Properties: { Value: { 'Fn::GetStackOutput': {} } } },
      ]),
    ),
  ),
};
