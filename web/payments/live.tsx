import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useCallback } from 'react';
import type { FraudClient } from '../client/fraud-client';
import { adviceOn } from '../client/payments';
import { Problem } from '../problem';
import { usePolled } from '../use-polled';
import { DecisionTable } from './decision-table';
import { Statistics } from './statistics';
import { useDecisions } from './use-decisions';

export interface LiveProps {
  readonly client: FraudClient;
  readonly onOpen: (decisionId: string) => void;
}

/** A thousand decisions are read each time. */
const STATS_MS = 15_000;

/** Decisions as they are made. */
export function Live({ client, onOpen }: LiveProps) {
  const { shown, problem, isLive, setLive, older } = useDecisions(client);
  const stats = usePolled(
    useCallback((signal) => client.stats(signal), [client]),
    STATS_MS,
    adviceOn,
  );
  return (
    <SpaceBetween size="l">
      <Problem problem={problem ?? stats.problem} />
      {stats.data && <Statistics stats={stats.data} />}
      {(shown || !problem) && (
        <DecisionTable
          label="Decisions"
          decisions={shown?.decisions}
          currency={shown?.currency ?? 'EUR'}
          onOpen={onOpen}
          empty="No payment was decided in the last thirty days."
          header={
            <Header
              variant="h2"
              actions={
                <Toggle checked={isLive} onChange={({ detail }) => setLive(detail.checked)}>
                  Live
                </Toggle>
              }
            >
              Decisions
            </Header>
          }
          footer={older && <Button onClick={() => void older()}>Show older ones</Button>}
        />
      )}
    </SpaceBetween>
  );
}
