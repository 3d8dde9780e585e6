import { useState } from 'react';
import { uploadImage } from '../client/image-upload';
import type { StreamingClient } from '../client/streaming-client';
import { postWithProgress } from '../post-with-progress';

/** An image on its way. */
export interface SentImage {
  readonly id: string;
  readonly name: string;
  /** Share that is sent, from 0 to 1. */
  readonly share: number;
}

export interface UploadedImage {
  readonly sha256: string;
  /** Of its file. */
  readonly name: string;
}

/** Uploads images one after another, and says how far each of them is. */
export function useImageUploads(client: StreamingClient) {
  const [sent, setSent] = useState<readonly SentImage[]>([]);
  /** @returns each image once, in their order @throws RequestError of the first that cannot be uploaded */
  const uploadAll = async (files: readonly File[]): Promise<readonly UploadedImage[]> => {
    const begun = files.map((file) => ({ file, id: crypto.randomUUID(), name: file.name }));
    setSent(begun.map(({ id, name }) => ({ id, name, share: 0 })));
    const uploaded = new Map<string, UploadedImage>();
    try {
      for (const { file, id, name } of begun) {
        const onProgress = (share: number) =>
          setSent((all) => all.map((one) => (one.id === id ? { ...one, share } : one)));
        const sha256 = await uploadImage(client, file, { post: postWithProgress, onProgress });
        uploaded.set(sha256, { sha256, name });
      }
    } finally {
      setSent([]);
    }
    return [...uploaded.values()];
  };
  return { sent, uploadAll };
}
