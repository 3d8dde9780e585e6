import * as z from 'zod/mini';
import '../../../shared/domain/english';
import { type Problem, problemSchema } from '../../../shared/domain/problem';
import { degradedSchema, filtersSchema, MAX_QUERY_LENGTH, placeFields, timingsSchema } from './search';

const count = z.int().check(z.gte(0));

/** `POST /v1/answers` */
export const answerRequest = z.strictObject({
  question: z.string().check(z.minLength(1), z.maxLength(MAX_QUERY_LENGTH)),
  /** Answers with server-sent events, sentence by sentence. */
  stream: z.optional(z.boolean()),
  filters: z.optional(filtersSchema),
  /** How many passages the answer is written from; 5 where it is left out. */
  size: z.optional(z.int().check(z.gte(1), z.lte(20))),
});
export type AnswerRequest = z.infer<typeof answerRequest>;

export const verdictSchema = z.enum([
  'supported',
  /** The passage that it cites does not say so. */
  'unsupported',
  /** It cites nothing. */
  'uncited',
]);
export type Verdict = z.infer<typeof verdictSchema>;

/** A sentence of an answer, as it was verified. */
export const sentenceSchema = z.object({
  text: z.string(),
  /** `n` of the citations. */
  citations: z.array(z.int().check(z.gte(1))),
  verdict: verdictSchema,
});
export type Sentence = z.infer<typeof sentenceSchema>;

/** A passage that an answer refers to; `quote` is its own words. */
export const citationSchema = z.object({ n: z.int().check(z.gte(1)), ...placeFields, quote: z.string() });
export type Citation = z.infer<typeof citationSchema>;

export const answerResponse = z.object({
  answerId: z.string(),
  /** `unknown`: what the caller may see does not say. */
  status: z.enum(['answered', 'unknown']),
  answer: z.string(),
  sentences: z.array(sentenceSchema),
  citations: z.array(citationSchema),
  degraded: degradedSchema,
  /** Given before to somebody who may see the same sources. */
  cached: z.boolean(),
  usage: z.object({ inputTokens: count, outputTokens: count }),
  timings: timingsSchema,
});
export type AnswerResponse = z.infer<typeof answerResponse>;

/** An error, as problem details. */
export type ProblemResponse = Problem;

/** Events of a streamed answer, by their names. A citation comes before the first sentence that refers to it. */
export const answerEvents = {
  citation: citationSchema,
  sentence: sentenceSchema,
  /** The last one of an answer: all of it, as it would have come without `stream`. */
  done: answerResponse,
  /** The last one where the answer failed after it had begun. */
  error: problemSchema,
};
