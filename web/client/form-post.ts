import { RequestError } from './chat-error';

/** A file, and the address and fields of the form that it is posted with. */
export interface FormPost {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly content: Blob;
}

/**
 * Posts a form to a bucket.
 *
 * @param onProgress told the share that is sent, from 0 to 1
 * @throws RequestError
 */
export type PostForm = (post: FormPost, onProgress?: (share: number) => void, signal?: AbortSignal) => Promise<void>;

/** The fields first: the bucket reads nothing that comes after the file. */
export function formOf({ fields, content }: FormPost): FormData {
  const form = new FormData();
  for (const [field, value] of Object.entries(fields)) form.append(field, value);
  form.append('file', content);
  return form;
}

export const uploadLost = () => new RequestError('connection_lost', 'The file cannot be uploaded');
export const uploadRefused = (status: number, text: string) =>
  new RequestError('upload_refused', `The upload was refused: ${text}`, undefined, status);

/** Posts by `fetch`, which tells nothing of the way there. */
export const postForm: PostForm = async (post, onProgress, signal) => {
  const response = await fetch(post.url, { method: 'POST', body: formOf(post), ...(signal && { signal }) }).catch(
    () => {
      throw signal?.aborted ? signal.reason : uploadLost();
    },
  );
  if (!response.ok) throw uploadRefused(response.status, await response.text());
  onProgress?.(1);
};
