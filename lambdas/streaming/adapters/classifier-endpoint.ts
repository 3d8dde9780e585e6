import { InvokeEndpointCommand, type SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import * as z from 'zod/mini';
import { type Scores, textRules } from '../domain/cascade/cascade';
import type { CascadePolicy } from '../domain/cascade/cascade-policy';
import { wordsOf } from '../domain/cascade/content';
import type { Question } from '../domain/cascade/judging';

/** In millionths: what a classifier is surest of may be nearer to 0 than a number that the table takes. */
const likelihood = z.pipe(
  z.number().check(z.gte(0), z.lte(1)),
  z.transform((share: number) => Math.round(share * 1e6) / 1e6),
);

const answer = z.object({ scores: z.record(z.string(), likelihood) });

/**
 * A classifier of text behind a SageMaker endpoint: `{ "text": ... }` goes there, and `{ "scores": { <category>: 0 to 1 } }` comes back, for each
 * category of the policy that a text can break, and no other; none at all where it has nothing to say, as of a language that it does not read. Undefined for any
 * other answer.
 */
export const createClassifierEndpoint =
  (client: SageMakerRuntimeClient, EndpointName: string) =>
  async ({ content, policy }: Question, abortSignal: AbortSignal): Promise<Scores | undefined> => {
    const Body = JSON.stringify({ text: wordsOf(content) });
    const request = { EndpointName, ContentType: 'application/json', Accept: 'application/json', Body };
    const response = await client.send(new InvokeEndpointCommand(request), { abortSignal });
    return readScores(new TextDecoder().decode(response.Body), policy);
  };

export function readScores(text: string, policy: CascadePolicy): Scores | undefined {
  const parsed = answer.safeParse(jsonOf(text));
  if (!parsed.success) return undefined;
  const { scores } = parsed.data;
  const { length } = Object.keys(scores);
  const rules = textRules(policy);
  const isWhole = length === rules.length && rules.every(({ category }) => Object.hasOwn(scores, category));
  return isWhole || length === 0 ? scores : undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
