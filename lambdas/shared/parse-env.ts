import * as z from 'zod';

/**
 * Reads a handler's environment once, at cold start.
 *
 * @param schema the handler's own schema from its `env.ts`
 * @param source where to read from; `process.env` unless a test says otherwise
 * @throws Error that names every missing or malformed variable, so a bad deploy fails at start and not at the first request
 */
export function parseEnv<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  source: Record<string, string | undefined> = process.env,
): z.infer<z.ZodObject<Shape>> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`Environment of this function is not complete. ${problems.join('; ')}`);
}

/** A variable that must be there and must not be empty. */
export const required = z.string().min(1, 'must not be empty');

/** A JSON array or object in a variable, checked against its own schema. */
export function json<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);
}
