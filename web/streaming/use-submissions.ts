import { useState } from 'react';
import type { Advice } from '../client/advice';
import { submissionOf } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';
import type { ItemRef } from './item-view';
import { type UploadedImage, useImageUploads } from './use-image-uploads';

/** What somebody wants to submit. */
export interface Draft {
  readonly text: string;
  readonly files: readonly File[];
  readonly isNewAuthor: boolean;
}

export interface Submitted {
  readonly item: ItemRef;
  readonly text: string;
  readonly images: readonly UploadedImage[];
}

/** As many as are looked at again and again. */
const MOST_SHOWN = 5;

/** What was submitted on this page, the newest first. */
export function useSubmissions(client: StreamingClient, userId: string) {
  const [submitted, setSubmitted] = useState<readonly Submitted[]>([]);
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);
  const { sent, uploadAll } = useImageUploads(client);

  /** Its images first. @returns whether it was taken in */
  const submit = async ({ text, files, isNewAuthor }: Draft): Promise<boolean> => {
    const id = `text-${crypto.randomUUID()}`;
    setBusy(true);
    setProblem(undefined);
    try {
      const images = await uploadAll(files);
      const named = images.map(({ sha256 }) => sha256);
      const event = submissionOf({ id, userId, text, images: named, isNewAuthor }, Date.now());
      const { results } = await client.sendEvents([event]);
      const refused = results.find(({ status }) => status !== 'accepted');
      if (refused) setProblem({ title: 'It was not taken in', advice: refused.detail ?? 'Try again in a moment.' });
      else setSubmitted((all) => [{ item: { id, version: 1 }, text, images }, ...all].slice(0, MOST_SHOWN));
      return !refused;
    } catch (error) {
      setProblem(adviceOn(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { submitted, problem, busy, sent, submit };
}
export type Submissions = ReturnType<typeof useSubmissions>;
