import * as z from 'zod/mini';
import { tierSchema } from '../../shared/domain/principal';
import { attachmentKindSchema } from './attachments/attachment';
import { pricesSchema, promptCachingSchema } from './prices';

const required = z.string().check(z.minLength(1, 'must not be empty'));

/** One model of the stage, as the handlers see it. */
export const modelSchema = z.object({
  /** The name a client asks for, such as `nova-lite`. */
  id: required,
  /** Bedrock model id or inference profile id. */
  bedrockModelId: required,
  /** Tokens of context the model takes, its answer included. */
  contextTokens: z.int().check(z.positive()),
  /** Tokens an answer may have at most: an answer is one DynamoDB item, and those end at 400 KB. */
  maxOutputTokens: z.int().check(z.positive(), z.lte(64_000)),
  /** What it takes beside text; nothing by default. */
  takes: z.optional(z.array(attachmentKindSchema)),
  /** Endpoint of the stage's own that answers as this model; absent where Bedrock does. */
  endpoint: z.optional(z.object({ endpointName: required, inferenceComponentName: z.optional(required) })),
  /** Tiers whose users it answers; all of them by default. */
  tiers: z.optional(z.array(tierSchema).check(z.minLength(1))),
  /** What it keeps of a request's beginning; absent where it does not. */
  promptCaching: z.optional(promptCachingSchema),
  /** False where it takes no tools. */
  tools: z.optional(z.boolean()),
  /** List prices, which hold where no configuration is stored. */
  prices: pricesSchema,
});
