import type { ResolvedResource } from '../types';
import { refuseUnknownConditions } from './conditions';
import { managedPolicy } from './managed-policies';
import { PolicyError, parsePolicy, type Statement } from './policy';

/** The resources of an assembly that policies are read from. */
export interface PolicySource {
  ofType(...types: string[]): ResolvedResource[];
}

/**
 * Statements that the assembly attaches to a role: inline, by `AWS::IAM::Policy`, and by managed policies.
 * @param roleArn ARN of a role of the assembly
 * @throws PolicyError when there is no such role or one of its policies cannot be evaluated
 */
export function statementsOfRole(source: PolicySource, roleArn: string): Statement[] {
  const role = source.ofType('AWS::IAM::Role').find(({ attributes }) => attributes.Arn === roleArn);
  if (!role) throw new PolicyError(`no role ${roleArn} in the assembly`);
  try {
    const inline = documents(role.properties.Policies).flatMap(parsePolicy);
    const attached = source
      .ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
      .filter(({ properties }) => texts(properties.Roles).includes(role.ref))
      .flatMap(({ properties }) => parsePolicy(properties.PolicyDocument));
    const managed = texts(role.properties.ManagedPolicyArns).flatMap((arn) => statementsOfManaged(source, arn));
    const statements = [...inline, ...attached, ...managed];
    for (const statement of statements) refuseUnknownConditions(statement);
    return statements;
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new PolicyError(`${role.path}: ${error.message}`);
  }
}

function statementsOfManaged(source: PolicySource, arn: string): readonly Statement[] {
  const own = source.ofType('AWS::IAM::ManagedPolicy').find(({ ref }) => ref === arn);
  return own ? parsePolicy(own.properties.PolicyDocument) : managedPolicy(arn);
}

function documents(policies: unknown): unknown[] {
  return ((policies ?? []) as { readonly PolicyDocument: unknown }[]).map(({ PolicyDocument }) => PolicyDocument);
}

function texts(value: unknown): string[] {
  return ((value ?? []) as unknown[]).map(String);
}
