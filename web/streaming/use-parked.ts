import { useCallback, useEffect, useState } from 'react';
import type { Advice } from '../client/advice';
import type { ParkedPage, ParkedReason } from '../client/parked';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';

/** Parked records, page by page, of one reason or of all. */
export function useParked(client: StreamingClient) {
  const [reason, setReason] = useState<ParkedReason>();
  const [page, setPage] = useState<ParkedPage>();
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);

  const read = useCallback(
    async (before?: ParkedPage, signal?: AbortSignal) => {
      setBusy(true);
      setProblem(undefined);
      try {
        const { records, cursor } = await client.parked(reason, before?.cursor, signal);
        setPage({ records: [...(before?.records ?? []), ...records], cursor });
      } catch (error) {
        if (!signal?.aborted) setProblem(adviceOn(error));
      } finally {
        if (!signal?.aborted) setBusy(false);
      }
    },
    [client, reason],
  );
  useEffect(() => {
    const over = new AbortController();
    setPage(undefined);
    void read(undefined, over.signal);
    return () => over.abort();
  }, [read]);

  return {
    ...{ reason, setReason, page, problem, busy },
    refresh: () => void read(),
    /** Absent after the last page. */
    more: page?.cursor === undefined ? undefined : () => void read(page),
  };
}
