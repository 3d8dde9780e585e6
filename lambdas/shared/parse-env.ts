import * as z from 'zod/mini';
import './domain/english';

/**
 * Reads a handler's environment once, at cold start.
 *
 * @param schema the handler's own schema from its `env.ts`
 * @param source where to read from; `process.env` unless a test says otherwise
 * @throws Error that names every missing or malformed variable, so a bad deploy fails at start and not at the first request
 */
export function parseEnv<Schema extends z.ZodMiniObject>(
  schema: Schema,
  source: Record<string, string | undefined> = process.env,
): z.infer<Schema> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Environment of this function is not complete. ${problems.join('; ')}`);
}

/** A variable that must be there and must not be empty. */
export const required = z.string().check(z.minLength(1, 'must not be empty'));

/** A JSON array or object in a variable, checked against its own schema. */
export function json<T extends z.ZodMiniType>(schema: T) {
  const parsed = z.transform((text: string, { issues }): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      issues.push({ code: 'custom', message: 'must be JSON', input: text });
      return z.NEVER;
    }
  });
  return z.pipe(z.pipe(z.string(), parsed), schema);
}

/** `true` or `false` in a variable. */
export const flag = z.pipe(
  z.enum(['true', 'false']),
  z.transform((text) => text === 'true'),
);

/** A whole number in a variable or in a query. */
export const wholeNumber = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  z.pipe(z.pipe(z.string(), z.transform(Number)), z.int().check(z.gte(least), z.lte(most)));

/** An address in a variable. */
export const address = z.string().check(z.refine((text) => URL.canParse(text), 'must be an address'));
