import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useCallback, useState } from 'react';
import { pathOf } from '../client/moderation';
import { adviceOn } from '../client/streaming';
import type { Item, StreamingClient } from '../client/streaming-client';
import { Problem } from '../problem';
import { type Polled, usePolled } from '../use-polled';
import { Appeal } from './appeal';
import { StandingOf } from './standing';

/** A version of something that was submitted. */
export interface ItemRef {
  readonly id: string;
  readonly version: number;
}

/** Machines take a second or two, people their time. */
const SOON_MS = 1_000;
const LATER_MS = 10_000;

export interface ItemViewProps {
  readonly client: StreamingClient;
  readonly item: ItemRef;
}

/** Where a text stands, by which tiers, and why in plain words; looked at again and again, since people may decide any time. */
export function ItemView({ client, item: { id, version } }: ItemViewProps) {
  const [isJudged, setJudged] = useState(false);
  const looked: Polled<Item | undefined> = usePolled(
    useCallback(
      async (signal) => {
        const item = await client.findItem(id, version, signal);
        setJudged(item !== undefined && item.status !== 'pending');
        return item;
      },
      [client, id, version],
    ),
    isJudged ? LATER_MS : SOON_MS,
    adviceOn,
  );
  const { data, problem, refresh } = looked;
  return (
    <SpaceBetween size="m">
      <Problem problem={problem} />
      {!data && !problem && <StatusIndicator type="loading">On its way through the stream</StatusIndicator>}
      {data && <Facts item={data} />}
      {data && <Appeal client={client} item={data} onAppealed={refresh} />}
    </SpaceBetween>
  );
}

function Facts({ item }: { readonly item: Item }) {
  const { standing, path, reasons, policy } = item;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Verdict', value: <StandingOf of={item} /> },
          { label: 'Path through the tiers', value: pathOf(path) },
          { label: 'Judged by', value: `policy ${policy.id}, version ${policy.version}` },
        ]}
      />
      <Box>{standing}</Box>
      {reasons.length > 0 && (
        <ul className="reasons" aria-label="Reasons">
          {reasons.map(({ code, message, policyId }) => (
            <li key={`${code} ${message}`}>
              {message} {policyId !== undefined && <Box variant="code">{policyId}</Box>}
            </li>
          ))}
        </ul>
      )}
    </SpaceBetween>
  );
}
