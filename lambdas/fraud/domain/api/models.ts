import * as z from 'zod/mini';
import { authored } from '../../../shared/domain/approval';
import { lineupSchema } from '../model/lineup';

/** A lineup with who wrote it, and who let it hold. */
export const authoredLineup = z.object({ ...authored, lineup: lineupSchema });
export type AuthoredLineup = z.infer<typeof authoredLineup>;

/** `GET /v1/models`. */
export const modelsResponse = z.object({
  current: authoredLineup,
  /** What waits for somebody else to approve it. */
  draft: z.optional(authoredLineup),
  /** The model that is part of what is deployed, and holds where another one cannot be had. */
  bundled: z.object({ version: z.string(), sha256: z.string() }),
});
export type ModelsResponse = z.infer<typeof modelsResponse>;
