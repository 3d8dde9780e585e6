import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Tabs from '@cloudscape-design/components/tabs';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { FraudClient } from '../client/fraud-client';
import { adviceOn } from '../client/payments';
import type { Person, SignIn } from '../client/sign-in';
import { usePolled } from '../use-polled';
import { CaseView } from './case-view';
import { Live } from './live';
import { Reviews } from './reviews';
import { Rules } from './rules';

export interface PaymentsPageProps {
  readonly person: Person;
  readonly signIn: SignIn;
  /** Base of the API. */
  readonly apiUrl: string;
}

const QUEUE_MS = 5_000;

/** Payments, for the risk team: what is decided, what waits for a person, and by which rules. */
export function PaymentsPage({ person: { userId }, signIn, apiUrl }: PaymentsPageProps) {
  const client = useMemo(() => new FraudClient({ baseUrl: apiUrl, token: () => signIn.token() }), [apiUrl, signIn]);
  const queue = usePolled(
    useCallback((signal) => client.reviews(signal), [client]),
    QUEUE_MS,
    adviceOn,
  );
  const currency = useCurrency(client);
  const [opened, setOpened] = useState<string>();
  const shared = { client, userId, currency, onOpen: setOpened };
  const waiting = queue.data?.length;
  return (
    <main className="documents">
      <ContentLayout header={<Header variant="h1">Payments</Header>}>
        <Tabs
          ariaLabel="What to do with payments"
          tabs={[
            { id: 'live', label: 'Decisions', contentRenderStrategy: 'active', content: <Live {...shared} /> },
            {
              id: 'reviews',
              label: waiting ? `Reviews (${waiting})` : 'Reviews',
              contentRenderStrategy: 'active',
              content: <Reviews {...shared} queue={queue} />,
            },
            { id: 'rules', label: 'Rules', contentRenderStrategy: 'lazy', content: <Rules {...shared} /> },
          ]}
        />
      </ContentLayout>
      {opened !== undefined && (
        <CaseView
          {...shared}
          key={opened}
          decisionId={opened}
          onClose={() => setOpened(undefined)}
          onStep={queue.refresh}
        />
      )}
    </main>
  );
}

/** The stage's own currency, in which amounts are. */
function useCurrency(client: FraudClient): string {
  const [currency, setCurrency] = useState('EUR');
  useEffect(() => {
    // Whatever hinders it is said where decisions are listed.
    client.decisions(1).then(
      (answer) => setCurrency(answer.currency),
      () => undefined,
    );
  }, [client]);
  return currency;
}
