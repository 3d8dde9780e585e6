import * as z from 'zod/mini';
import { listedKinds } from '../rules/expression';
import { entityId } from './decisions';

/** Kinds of lists, one for each kind of what a payment names. */
export const listKindSchema = z.enum(listedKinds, `must be one of ${listedKinds.join(', ')}`);

/** What may be listed: ids as payments have them; an address as payments write it. */
export const listValueSchema = entityId;

/** Words of a person, for people: they go into the audit stream, too. */
const reason = z.string().check(z.trim(), z.minLength(3), z.maxLength(500));

/** `PUT /v1/lists/{kind}/{value}`. */
export const listRequest = z.strictObject({
  list: z.enum(['allow', 'block']),
  reason,
  /** ISO 8601 with its zone: from then on it is as if it were not listed. Without it, until it is removed. */
  expiresAt: z.optional(z.iso.datetime({ offset: true, error: 'must be a time such as 2026-11-28T19:00:00Z' })),
});

/** `DELETE /v1/lists/{kind}/{value}`. */
export const unlistRequest = z.strictObject({ reason });

/** `200` of `PUT`: what holds from the next decision on. */
export const listEntry = z.object({
  kind: listKindSchema,
  value: z.string(),
  list: z.enum(['allow', 'block']),
  reason: z.string(),
  /** Who listed it. */
  by: z.string(),
  /** Milliseconds since the epoch. */
  at: z.int(),
  expiresAt: z.optional(z.int()),
});
export type ListEntry = z.infer<typeof listEntry>;

/** `200` of `DELETE`. */
export const unlisted = z.pick(listEntry, { kind: true, value: true });

/** `GET /v1/lists/{kind}`: in the order of their values. */
export const listResponse = z.object({
  entries: z.array(listEntry),
  /** Gives the next page; absent on the last. */
  cursor: z.optional(z.string()),
});
export type ListResponse = z.infer<typeof listResponse>;
