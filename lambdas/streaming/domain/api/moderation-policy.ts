import * as z from 'zod/mini';
import { authored } from '../../../shared/domain/approval';
import { cascadePolicySchema } from '../cascade/cascade-policy';
import { trialSchema } from '../cascade/trial-result';

export type { Trial } from '../cascade/trial-result';

/** `PUT /v1/moderation/policy/draft`: all that is to hold. Its version is given to it, whatever is sent. */
export const moderationPolicyRequest = cascadePolicySchema;

/** A policy with who wrote it, and who let it hold. */
export const authoredPolicy = z.object({ ...authored, policy: cascadePolicySchema });
export type AuthoredPolicy = z.infer<typeof authoredPolicy>;

/** `GET /v1/moderation/policy`. */
export const moderationPolicyResponse = z.object({
  current: authoredPolicy,
  /** Version that should hold and that this deployment cannot read: everything waits for a person until another one is approved. */
  unread: z.optional(z.int()),
  /** What waits for somebody else to approve it. */
  draft: z.optional(authoredPolicy),
  /** The latest trial of that very draft; absent where it was not tried. */
  trial: z.optional(trialSchema),
});

/** `POST /v1/moderation/policy/draft/approval`: what holds now, and how it was tried. */
export const approvedPolicyResponse = z.object({ ...authoredPolicy.shape, trial: z.optional(trialSchema) });
