import { useState } from 'react';
import type { Advice } from '../client/advice';
import { adviceOn } from '../client/streaming';
import type { ModerationReview } from '../client/streaming-client';

/** A review that is open, and the steps of it. @param onStep a step was taken, or refused */
export function useReview(opened: ModerationReview, onStep: () => void) {
  const [review, setReview] = useState(opened);
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);
  /** @returns whether the step was taken */
  const take = async (step: () => Promise<ModerationReview>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      setReview(await step());
      return true;
    } catch (error) {
      setProblem(adviceOn(error));
      return false;
    } finally {
      setBusy(false);
      onStep();
    }
  };
  return { review, problem, busy, take };
}
