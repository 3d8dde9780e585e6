import type { Classifier, Scores } from '../../models/moderation/classifier/classifier';
import type { LocalEmbeddings } from '../local/engines/embeddings/model-thread';
import { sentencesOf } from '../local/engines/embeddings/windows';

/** Share of the letters that have to be of the English alphabet: the encoder has read nothing else. */
const LEAST_ENGLISH = 0.8;

/** A text that has no scores, and why. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** Vectors of the sentences of a text. */
export const createVectorsOf = (embeddings: Pick<LocalEmbeddings, 'embed'>) => (text: string) =>
  Promise.all(sentencesOf(text).map(async (sentence) => (await embeddings.embed(sentence)).vector));

/**
 * Scores of texts, by a classifier of the vectors of their sentences.
 *
 * @throws Unreadable for a text without words, and for one that is mostly in another alphabet: silence is no approval
 */
export function createReading(classifier: Classifier, embeddings: Pick<LocalEmbeddings, 'embed'>) {
  const vectorsOf = createVectorsOf(embeddings);
  return async (text: string): Promise<Scores> => {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    const english = text.match(/[a-z]/gi)?.length ?? 0;
    if (letters === 0) throw new Unreadable('there are no words');
    if (english < LEAST_ENGLISH * letters)
      throw new Unreadable('most letters are of another alphabet than the English one');
    return classifier.scores(await vectorsOf(text));
  };
}
