import { z } from 'zod';

/**
 * A source that documents are brought from. What each kind needs besides is the connector's to check: it gets all of this but the
 * schedule (`lambdas/rag/connectors`).
 */
export const sourceSettings = z.looseObject({
  /** Name of it for good: documents that it brought carry it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'up to 40 lower-case letters, digits and dashes'),
  /** Which connector, such as `confluence`. */
  kind: z.string().min(1),
  /** Organisation whose documents they become. */
  org: z.string().min(1),
  /** As EventBridge has it. */
  schedule: z.string().regex(/^(?:rate|cron)\(.+\)$/, 'rate(...) or cron(...)'),
  /** Name in Secrets Manager, or ARN, of what it signs in with; the secret is made by hand, and its value stays out of templates. */
  secretId: z.string().min(1).optional(),
  /** Bucket that it reads, where it reads one. */
  bucket: z
    .string()
    .regex(/^[a-z0-9.-]{3,63}$/, 'the name of a bucket')
    .optional(),
  /** Beginning of the keys that it reads there. */
  prefix: z.string().optional(),
});

export type SourceSettings = z.output<typeof sourceSettings>;
