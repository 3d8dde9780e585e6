import { useCallback, useEffect, useState } from 'react';
import type { Advice } from '../client/advice';
import { RequestError } from '../client/chat-error';
import { adviceOn } from '../client/streaming';
import type { AuthoredPolicy, Policies, StreamingClient } from '../client/streaming-client';

/** The policy that holds, the draft, and what is being written. */
export function usePolicies(client: StreamingClient) {
  const [known, setKnown] = useState<Policies>();
  const [written, setWritten] = useState<string>();
  const [problem, setProblem] = useState<Advice>();
  /** What the service says is wrong with what is written. */
  const [wrong, setWrong] = useState<string>();
  const [busy, setBusy] = useState(false);

  const attempt = useCallback(async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    setWrong(undefined);
    try {
      await work();
    } catch (error) {
      if (error instanceof RequestError && error.code === 'invalid_request') setWrong(error.message);
      else setProblem(adviceOn(error));
    } finally {
      setBusy(false);
    }
  }, []);
  const refresh = useCallback(async () => setKnown(await client.policies()), [client]);
  useEffect(() => void attempt(refresh), [attempt, refresh]);

  return {
    ...{ known, written, problem, wrong, busy },
    /** Begins to write, writes on, or stops writing. */
    write(text: string | undefined) {
      setWritten(text);
      setWrong(undefined);
    },
    save: (policy: unknown) =>
      attempt(async () => {
        await client.draftPolicy(policy);
        setWritten(undefined);
        await refresh();
      }),
    /** Tries the draft, whichever it is by then: what it was tried as is told with the result. */
    tryOut: () =>
      attempt(async () => {
        try {
          await client.tryDraft();
        } finally {
          await refresh();
        }
      }),
    /** A refusal is followed by another look: the draft may be another one by now. */
    approve: (draft: AuthoredPolicy) =>
      attempt(async () => {
        try {
          await client.approvePolicy(draft);
        } finally {
          await refresh();
        }
      }),
  };
}
export type PoliciesState = ReturnType<typeof usePolicies>;
