import type { Classifier, Scores } from '../../models/moderation/classifier/classifier';
import type { LocalEmbeddings } from '../local/engines/embeddings/model-thread';
import { sentencesOf } from '../local/engines/embeddings/windows';

/** Share of the letters that have to be of the English alphabet: the encoder has read nothing else. */
const LEAST_ENGLISH = 0.8;

/** Vectors of the sentences of a text. */
export const createVectorsOf = (embeddings: Pick<LocalEmbeddings, 'embed'>) => (text: string) =>
  Promise.all(sentencesOf(text).map(async (sentence) => (await embeddings.embed(sentence)).vector));

/**
 * Scores of texts, by a classifier of the vectors of their sentences; none of a text without words, nor of one that is mostly in another
 * alphabet: there it has nothing to say, which is no approval.
 */
export function createReading(classifier: Classifier, embeddings: Pick<LocalEmbeddings, 'embed'>) {
  const vectorsOf = createVectorsOf(embeddings);
  return async (text: string): Promise<Scores> => {
    const letters = text.match(/\p{L}/gu)?.length ?? 0;
    const english = text.match(/[a-z]/gi)?.length ?? 0;
    if (letters === 0 || english < LEAST_ENGLISH * letters) return {};
    return classifier.scores(await vectorsOf(text));
  };
}
