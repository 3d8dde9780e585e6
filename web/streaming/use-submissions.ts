import { useState } from 'react';
import type { Advice } from '../client/advice';
import { submissionOf } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';
import type { ItemRef } from './item-view';

interface Submitted {
  readonly item: ItemRef;
  readonly text: string;
}

/** As many as are looked at again and again. */
const MOST_SHOWN = 5;

/** What was submitted on this page, the newest first. */
export function useSubmissions(client: StreamingClient, userId: string) {
  const [submitted, setSubmitted] = useState<readonly Submitted[]>([]);
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);

  /** @returns whether it was taken in */
  const submit = async (text: string, isNewAuthor: boolean): Promise<boolean> => {
    const id = `text-${crypto.randomUUID()}`;
    setBusy(true);
    setProblem(undefined);
    try {
      const event = submissionOf({ id, userId, text, images: [], isNewAuthor }, Date.now());
      const { results } = await client.sendEvents([event]);
      const refused = results.find(({ status }) => status !== 'accepted');
      if (refused) setProblem({ title: 'It was not taken in', advice: refused.detail ?? 'Try again in a moment.' });
      else setSubmitted((all) => [{ item: { id, version: 1 }, text }, ...all].slice(0, MOST_SHOWN));
      return !refused;
    } catch (error) {
      setProblem(adviceOn(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { submitted, problem, busy, submit };
}
export type Submissions = ReturnType<typeof useSubmissions>;
