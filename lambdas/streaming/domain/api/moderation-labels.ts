import * as z from 'zod/mini';
import { labelSchema } from '../cascade/label';

/** `GET /v1/moderation/labels?day=`: what people found on a day (UTC), the earliest first. */
export const moderationLabelsResponse = z.object({
  labels: z.array(labelSchema),
  /** To be sent as `after` for those that follow; absent where there are none. */
  next: z.optional(z.string()),
});
export type ModerationLabels = z.infer<typeof moderationLabelsResponse>;

/** @returns whether a text is a day such as `2026-11-29` */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00.000Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
