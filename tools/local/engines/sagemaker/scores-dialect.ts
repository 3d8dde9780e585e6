import { z } from 'zod';
import type { Scores } from '../../../../models/moderation/classifier/classifier';
import { shippedClassifier } from '../../../../models/moderation/classifier/shipped';
import { createReading } from '../../../classifier/reading';
import type { LocalEmbeddings } from '../embeddings/model-thread';
import type { ServiceCall } from '../engine';

const question = z.strictObject({ text: z.string() });

/** What a classifier of moderation is asked at `/invocations`. @returns undefined for a request of another container */
export function classifiedText({ body }: ServiceCall): string | undefined {
  try {
    return question.safeParse(JSON.parse(body.toString('utf8'))).data?.text;
  } catch {
    return undefined;
  }
}

/** Answers for such a container with the classifier that is checked in, read at the first question. */
export function createScores(
  embeddings: Pick<LocalEmbeddings, 'embed'>,
): (text: string) => Promise<{ scores: Scores }> {
  let reading: ReturnType<typeof createReading> | undefined;
  return async (text) => {
    reading ??= createReading(shippedClassifier(), embeddings);
    return { scores: await reading(text) };
  };
}
