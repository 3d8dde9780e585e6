import { useCallback, useEffect, useState } from 'react';
import type { AuthoredRules, BacktestResponse, RulesResponse } from '../../lambdas/fraud/domain/api/rules';
import type { Advice } from '../client/advice';
import type { FraudClient, Rule } from '../client/fraud-client';
import { adviceOn, type RuleProblem, ruleProblemOf } from '../client/payments';

/** Rules that hold, the draft, and what is being written. */
export function useRules(client: FraudClient) {
  const [known, setKnown] = useState<RulesResponse>();
  const [written, setWritten] = useState<readonly Rule[]>();
  const [tested, setTested] = useState<BacktestResponse>();
  const [problem, setProblem] = useState<Advice>();
  const [wrong, setWrong] = useState<RuleProblem>();
  const [busy, setBusy] = useState(false);

  const attempt = useCallback(async (work: () => Promise<void>, rules: readonly Rule[] = []) => {
    setBusy(true);
    setProblem(undefined);
    setWrong(undefined);
    try {
      await work();
    } catch (error) {
      const place = ruleProblemOf(error, rules);
      setWrong(place);
      setProblem(place ? undefined : adviceOn(error));
    } finally {
      setBusy(false);
    }
  }, []);

  const refresh = useCallback(async () => setKnown(await client.rules()), [client]);
  useEffect(() => void attempt(refresh), [attempt, refresh]);

  return {
    ...{ known, written, tested, problem, wrong, busy },
    /** Begins to write with the draft, or with what holds; or writes on. */
    write(rules: readonly Rule[] | undefined) {
      setWritten(rules);
      setTested(undefined);
      setWrong(undefined);
    },
    test: (rules: readonly Rule[]) => attempt(async () => setTested(await client.backtest(rules)), rules),
    save: (rules: readonly Rule[]) =>
      attempt(async () => {
        await client.draftRules(rules);
        setWritten(undefined);
        setTested(undefined);
        await refresh();
      }, rules),
    /** A refusal is followed by another look: the draft may be another one by now. */
    approve: (draft: AuthoredRules) =>
      attempt(async () => {
        try {
          await client.approveRules(draft);
        } finally {
          await refresh();
        }
      }),
  };
}
export type RulesState = ReturnType<typeof useRules>;
