import type { z } from 'zod';
import type { ResolvedResource } from '../types';

/**
 * Reads a resource's properties by a strict schema.
 *
 * @throws Error naming the resource and the property, when the template uses one that the laptop does not serve
 */
export function propertiesOf<T extends z.ZodType>(resource: ResolvedResource, schema: T): z.output<T> {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || 'properties'}: ${issue.message}`);
  throw new Error(`${resource.type} ${resource.path} is not served as written: ${problems.join('; ')}`);
}

/** The resources of one type that belong to one API. */
export function ofApi(
  resources: readonly ResolvedResource[],
  type: string,
  property: string,
  apiId: string,
): ResolvedResource[] {
  return resources.filter((resource) => resource.type === type && resource.properties[property] === apiId);
}

/**
 * The function behind an integration or authorizer URI such as
 * `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/<function>/invocations`.
 */
export function functionOf(uri: string): string {
  const match = /:lambda:path\/[\d-]+\/functions\/(.+)\/(?:response-streaming-)?invocations$/.exec(uri);
  if (!match?.[1]) throw new Error(`Not the address of a Lambda function: ${uri}`);
  return match[1];
}
