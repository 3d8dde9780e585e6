import { createHash } from 'node:crypto';
import type { Identity, IdentityRequest } from '../assembly';

/** The account that stands for the laptop. */
export const accountId = '000000000000';

/** Builds the values of `Ref` and `Fn::GetAtt` for one resource type. */
export type IdentityBuilder = (resource: IdentityRequest) => Identity;

/** Ten characters that stay the same as long as stack and logical id do, as AWS ids do. */
export function shortId({ stack, logicalId }: Pick<IdentityRequest, 'stack' | 'logicalId'>, length = 10): string {
  const digest = createHash('sha256').update(`${stack.name}/${stack.region}/${logicalId}`).digest();
  return Array.from(digest.subarray(0, length), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('');
}

/** The name a property gives, or one from stack and logical id as CloudFormation makes it. */
export function physicalName(resource: IdentityRequest, nameProperty?: string, limit = 64): string {
  const given = nameProperty && resource.property(nameProperty);
  if (typeof given === 'string' && given) return given;
  const name = `${resource.stack.name}-${resource.logicalId}`;
  return name.length <= limit ? name : `${name.slice(0, limit - 11)}-${shortId(resource)}`;
}

export function arn(resource: IdentityRequest, service: string, rest: string): string {
  return `arn:aws:${service}:${resource.stack.region}:${accountId}:${rest}`;
}

/** A type that goes by a name; its ARN is `<prefix><name>`, and `Ref` gives the name. */
export function named(nameProperty: string, service: string, prefix = '', limit = 64): IdentityBuilder {
  return (resource) => {
    const name = physicalName(resource, nameProperty, limit);
    return { ref: name, attributes: { Arn: arn(resource, service, `${prefix}${name}`) } };
  };
}

/** A type that goes by a generated id, given by `Ref` and by each of the attributes named. */
export function generated(...attributes: string[]): IdentityBuilder {
  return (resource) => {
    const id = shortId(resource);
    return { ref: id, attributes: Object.fromEntries(attributes.map((attribute) => [attribute, id])) };
  };
}

/** A type whose `Ref` is its ARN. */
export function byArn(service: string, prefix: string, nameProperty: string, ...attributes: string[]): IdentityBuilder {
  return (resource) => {
    const ref = arn(resource, service, `${prefix}${physicalName(resource, nameProperty)}`);
    return { ref, attributes: Object.fromEntries(['Arn', ...attributes].map((attribute) => [attribute, ref])) };
  };
}
