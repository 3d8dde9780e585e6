import { z } from 'zod';
import type { ResolvedResource } from '../types';
import { notServed, type ServiceCall, ServiceError } from './engine';

/**
 * The JSON body of a call, checked. Members the schema does not know are refused as not served, so that nothing a
 * caller asks for is silently ignored.
 */
export function parseInput<T>(call: ServiceCall, schema: z.ZodType<T>, code = 'ValidationException'): T {
  return checkInput(call, schema, parseJson(call), code);
}

/** As `parseInput`, for input that was decoded already. */
export function checkInput<T>(
  call: ServiceCall,
  schema: z.ZodType<T>,
  input: unknown,
  code = 'ValidationException',
): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const unknown = result.error.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  if (unknown.length > 0) throw notServed(call, `input ${unknown.join(', ')}`);
  throw new ServiceError(code, z.prettifyError(result.error));
}

export function parseJson(call: ServiceCall): unknown {
  try {
    return JSON.parse(call.body.toString('utf8') || '{}');
  } catch (error) {
    throw new ServiceError('SerializationException', `The body is not JSON: ${(error as Error).message}`);
  }
}

/**
 * The properties of a resource, checked. `passedOver` names those that change nothing a caller on a laptop could
 * notice (encryption, tags, backups); any other that the schema does not know is refused.
 */
export function parseProperties<T>(resource: ResolvedResource, schema: z.ZodType<T>, passedOver: readonly string[]): T {
  const relevant = Object.entries(resource.properties).filter(([name]) => !passedOver.includes(name));
  const result = schema.safeParse(Object.fromEntries(relevant));
  if (result.success) return result.data;
  throw new Error(
    `${resource.path} (${resource.type}) cannot be served on the laptop:\n${z.prettifyError(result.error)}`,
  );
}
