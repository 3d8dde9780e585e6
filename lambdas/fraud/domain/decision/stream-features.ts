import * as z from 'zod/mini';

/** Which entities of a payment are asked for at streaming, as which of its kinds, and what rules may name of it. */
export const streamFeaturesSchema = z.object({
  functionArn: z.string(),
  /** Milliseconds for which a decision waits. */
  deadlineMs: z.int().check(z.gte(1)),
  entities: z.partialRecord(z.enum(['account', 'card', 'device', 'ip']), z.string()),
  /** Features, as `stream.<name>`. */
  names: z.readonly(z.array(z.string())),
});
export type StreamFeatures = z.infer<typeof streamFeaturesSchema>;
