import { useEffect, useState } from 'react';
import type { Advice } from '../client/advice';
import type { Correction, ParkedRecord } from '../client/parked';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';

/** A parked record, and putting it back. @param onPutBack it is in the stream again */
export function useParkedRecord(client: StreamingClient, id: string, onPutBack: () => void) {
  const [record, setRecord] = useState<ParkedRecord>();
  const [problem, setProblem] = useState<Advice>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    const over = new AbortController();
    client.parkedRecord(id, over.signal).then(setRecord, (error: unknown) => {
      if (!over.signal.aborted) setProblem(adviceOn(error));
    });
    return () => over.abort();
  }, [client, id]);

  const putBack = async (correction: Correction): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      setRecord(await client.putBack(id, correction));
      onPutBack();
    } catch (error) {
      setProblem(adviceOn(error));
    } finally {
      setBusy(false);
    }
  };
  return { record, problem, busy, putBack };
}
