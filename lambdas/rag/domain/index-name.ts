/** What vectors of an index were made with. */
export interface Embedding {
  readonly model: string;
  readonly dimensions: number;
}

/** Stands for the index that answers, whichever it is. */
export const CHUNKS_ALIAS = 'rag-chunks';

/** Stands for the index that is to answer: the same one, or another that is being filled beside it. */
export const NEXT_ALIAS = `${CHUNKS_ALIAS}-next`;

/** Stands for every index of chunks: the one that answers, and others that are being left or introduced. */
export const ALL_CHUNKS = `${CHUNKS_ALIAS}-all`;
/** Stands for every index of cached answers. */
export const ALL_ANSWERS = 'rag-answers-all';

/** Index of chunks: vectors of two models do not mix, so each has its own. */
export const indexNameOf = (embedding: Embedding): string => `${CHUNKS_ALIAS}-${suffixOf(embedding)}`;

/** Index of cached answers, whose questions are vectors of the same model. */
export const answerIndexNameOf = (embedding: Embedding): string => `rag-answers-${suffixOf(embedding)}`;

const suffixOf = ({ model, dimensions }: Embedding): string => `${slugOf(model)}-${dimensions}`;

/** Index names are lower case and have none of the signs that stand in a model's name. */
const slugOf = (model: string): string =>
  model
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
