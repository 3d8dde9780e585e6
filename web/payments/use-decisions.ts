import { useCallback, useState } from 'react';
import type { DecisionsResponse } from '../../lambdas/fraud/domain/api/recent';
import type { Advice } from '../client/advice';
import type { FraudClient } from '../client/fraud-client';
import { adviceOn } from '../client/payments';
import { usePolled } from '../use-polled';

const LOOK_MS = 3_000;
const PAGE = 25;

/** The newest decisions, looked at again and again; or, while that is paused, as many pages back as one wants. */
export function useDecisions(client: FraudClient) {
  const [paused, setPaused] = useState<DecisionsResponse>();
  const [failed, setFailed] = useState<Advice>();
  const live = usePolled<DecisionsResponse | undefined>(
    // While it is paused nothing is read.
    useCallback(
      (signal) => (paused ? Promise.resolve(paused) : client.decisions(PAGE, undefined, signal)),
      [client, paused],
    ),
    LOOK_MS,
    adviceOn,
  );
  const shown = paused ?? live.data;

  const older = async () => {
    if (shown?.before === undefined) return;
    try {
      setFailed(undefined);
      const page = await client.decisions(PAGE, shown.before);
      setPaused({ ...page, decisions: [...shown.decisions, ...page.decisions] });
    } catch (error) {
      setFailed(adviceOn(error));
    }
  };
  return {
    shown,
    problem: failed ?? live.problem,
    isLive: paused === undefined,
    setLive: (isLive: boolean) => setPaused(isLive ? undefined : live.data),
    older: shown?.before === undefined ? undefined : older,
  };
}
