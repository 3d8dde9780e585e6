import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { boundedCalls } from '../../shared/deps';

/** More than any model that scores in milliseconds. */
const MOST_BYTES = 32_000_000;

/** Why a model cannot be read, in words for who asked for it. */
export class ArtefactError extends Error {
  override readonly name = 'ArtefactError';
}

export interface ArtefactStore {
  /**
   * @returns what the artefact of these trees has as JSON, unchecked
   * @throws ArtefactError where there is none
   */
  read(sha256: string): Promise<unknown>;
}

/** Milliseconds that a model may take to come; a payment does not wait for it so long. */
const READ_MS = 5_000;

/** Models in a bucket, with a client of its own. */
export const artefactStore = (bucket: string): ArtefactStore =>
  createArtefactStore(new S3Client(boundedCalls(READ_MS)), bucket);

const keyOf = (sha256: string) => `models/${sha256}.json`;

/** Models in the stage's bucket, by the hashes of their trees. */
export const createArtefactStore = (client: S3Client, Bucket: string): ArtefactStore => ({
  async read(sha256) {
    const Key = keyOf(sha256);
    try {
      const { Body, ContentLength = 0 } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (ContentLength > MOST_BYTES) {
        await Body?.transformToWebStream().cancel();
        throw new ArtefactError(`${Key} has ${ContentLength} bytes, at most ${MOST_BYTES} are read`);
      }
      return JSON.parse((await Body?.transformToString()) ?? '');
    } catch (error) {
      if (error instanceof SyntaxError) throw new ArtefactError(`${Key} is no JSON`);
      if (isMissing(error)) throw new ArtefactError(`${Key} is not in the bucket of models`);
      throw error;
    }
  },
});

/** No role may list the bucket, so that S3 says of a missing object that it is forbidden. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && ['NoSuchKey', 'NotFound', 'AccessDenied'].includes(error.name);
