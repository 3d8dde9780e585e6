import { useCallback, useState } from 'react';
import type { Advice } from '../client/advice';
import type { ParkedPage, ParkedReason } from '../client/parked';
import { adviceOn } from '../client/streaming';
import type { StreamingClient } from '../client/streaming-client';
import { usePolled } from '../use-polled';

const LOOK_MS = 10_000;

interface Shown {
  /** For which they were asked. */
  readonly reason: ParkedReason | undefined;
  readonly page: ParkedPage;
}

/** Parked records of one reason or of all: the newest, looked at again and again, or as many pages as one wants. */
export function useParked(client: StreamingClient) {
  const [reason, setReason] = useState<ParkedReason>();
  const [paged, setPaged] = useState<Shown>();
  const [failed, setFailed] = useState<Advice>();
  const [busy, setBusy] = useState(false);
  const newest = usePolled<Shown>(
    useCallback(
      // While several pages are looked at, nothing is read.
      async (signal) => paged ?? { reason, page: await client.parked(reason, undefined, signal) },
      [client, reason, paged],
    ),
    LOOK_MS,
    adviceOn,
  );
  const shown = paged ?? newest.data;
  const page = shown?.reason === reason ? shown?.page : undefined;

  const more = async (before: ParkedPage): Promise<void> => {
    setBusy(true);
    setFailed(undefined);
    try {
      const { records, cursor } = await client.parked(reason, before.cursor);
      setPaged({ reason, page: { records: [...before.records, ...records], cursor } });
    } catch (error) {
      setFailed(adviceOn(error));
    } finally {
      setBusy(false);
    }
  };
  return {
    ...{ reason, page, busy, problem: failed ?? newest.problem },
    setReason(other: ParkedReason | undefined) {
      setPaged(undefined);
      setReason(other);
    },
    /** Looks at the newest again. */
    refresh() {
      setPaged(undefined);
      newest.refresh();
    },
    /** Absent after the last page. */
    more: page?.cursor === undefined ? undefined : () => void more(page),
  };
}
