import { useCallback, useEffect, useState } from 'react';
import type { DecisionView } from '../../lambdas/fraud/domain/api/decision-view';
import type { LinkedResponse } from '../../lambdas/fraud/domain/api/recent';
import type { Advice } from '../client/advice';
import type { FraudClient, Review } from '../client/fraud-client';
import { adviceOn } from '../client/payments';

/** A decision with what is linked to it, and the steps of its review. */
export function useCase(client: FraudClient, decisionId: string, onStep: () => void) {
  const [view, setView] = useState<DecisionView>();
  const [linked, setLinked] = useState<LinkedResponse['linked']>();
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);

  const read = useCallback(
    async (signal?: AbortSignal) => {
      try {
        const [decision, links] = await Promise.all([
          client.decision(decisionId, signal),
          client.linked(decisionId, signal),
        ]);
        setView(decision);
        setLinked(links);
      } catch (error) {
        if (!signal?.aborted) setProblem(adviceOn(error));
      }
    },
    [client, decisionId],
  );
  useEffect(() => {
    const over = new AbortController();
    void read(over.signal);
    return () => over.abort();
  }, [read]);

  /** Takes a step; after a refusal it is shown what others did meanwhile. @returns whether it was taken */
  const take = async (step: () => Promise<Review>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      const review = await step();
      setView((known) => known && { ...known, review });
      return true;
    } catch (error) {
      setProblem(adviceOn(error));
      await read();
      return false;
    } finally {
      setBusy(false);
      onStep();
    }
  };
  return { view, linked, problem, busy, take };
}
