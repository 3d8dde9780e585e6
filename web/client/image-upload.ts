import type { PostForm } from './form-post';
import type { StreamingClient } from './streaming-client';

/** As the service takes them. */
export const imageTypes: readonly string[] = ['image/jpeg', 'image/png'];
export const MOST_IMAGE_BYTES = 5_000_000;
/** That the console sends with one item; the service takes more. */
export const MOST_IMAGES = 4;

/** Why a file is not taken as an image; undefined for one that may be. */
export function imageProblem({ type, size }: Pick<Blob, 'type' | 'size'>): string | undefined {
  if (!imageTypes.includes(type)) return 'Only JPEG and PNG are taken';
  if (size === 0) return 'It is empty';
  return size > MOST_IMAGE_BYTES ? `It has more than ${MOST_IMAGE_BYTES / 1_000_000} MB` : undefined;
}

/** Of the bytes, as 64 hexadecimal digits: what an image is named by. */
export async function sha256Of(content: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await content.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface ImageUpload {
  readonly post: PostForm;
  /** Told the share that is sent, from 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Uploads an image, unless it was looked at before.
 *
 * @param content of a type that is taken
 * @returns its name, by which an item brings it along
 * @throws RequestError
 */
export async function uploadImage(
  client: Pick<StreamingClient, 'announceImage'>,
  content: Blob,
  { post, onProgress, signal }: ImageUpload,
): Promise<string> {
  const sha256 = await sha256Of(content);
  const { upload } = await client.announceImage({ sha256, contentType: content.type, bytes: content.size }, signal);
  if (upload) await post({ url: upload.url, fields: upload.fields, content }, onProgress, signal);
  onProgress?.(1);
  return sha256;
}
