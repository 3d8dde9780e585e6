import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Review } from '../client/fraud-client';
import { moneyOf, stepOf } from '../client/payments';
import { clockOf, momentOf } from '../client/times';
import { Problem } from '../problem';
import { useNow } from '../use-now';
import type { Polled } from '../use-polled';

export interface ReviewsProps {
  readonly queue: Polled<readonly Review[]>;
  readonly userId: string;
  readonly currency: string;
  readonly onOpen: (decisionId: string) => void;
}

/** What waits for a person, the highest expected loss first. */
export function Reviews({ queue: { data, problem, refresh }, userId, currency, onOpen }: ReviewsProps) {
  const now = useNow();
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      <Table
        items={data ?? []}
        trackBy="decisionId"
        loading={data === undefined && problem === undefined}
        loadingText="Loading reviews"
        columnDefinitions={columns({ userId, currency, onOpen }, now)}
        wrapLines
        ariaLabels={{ tableLabel: 'Reviews' }}
        empty={<Box color="text-body-secondary">Nothing waits for a person.</Box>}
        header={
          <Header
            variant="h2"
            counter={data && `(${data.length})`}
            description="The highest expected loss first; what you claim is yours for fifteen minutes."
            actions={<Button iconName="refresh" ariaLabel="Look again" onClick={refresh} />}
          >
            Reviews
          </Header>
        }
      />
    </SpaceBetween>
  );
}

function columns(
  { userId, currency, onOpen }: Omit<ReviewsProps, 'queue'>,
  now: number,
): TableProps.ColumnDefinition<Review>[] {
  return [
    {
      id: 'loss',
      header: 'Expected loss',
      isRowHeader: true,
      cell: ({ expectedLoss }) => moneyOf(expectedLoss, currency),
    },
    { id: 'opened', header: 'Waiting since', minWidth: 190, cell: ({ openedAt }) => momentOf(openedAt) },
    { id: 'status', header: 'For', cell: ({ status }) => (status === 'appealed' ? 'an appeal' : 'a first look') },
    { id: 'state', header: 'Who', cell: (review) => stateOf(review, userId, now) },
    {
      id: 'actions',
      header: 'Actions',
      cell: ({ decisionId, expectedLoss }) => (
        <Button
          variant="inline-link"
          ariaLabel={`Look at it: an expected loss of ${moneyOf(expectedLoss, currency)}`}
          onClick={() => onOpen(decisionId)}
        >
          Look at it
        </Button>
      ),
    },
  ];
}

function stateOf(review: Review, userId: string, now: number): string {
  const next = stepOf(review, userId, now);
  if (next.step === 'decide') return `yours for ${clockOf(next.leftMs)}`;
  if (next.step === 'claim') return 'free';
  return review.first?.by === userId ? 'for somebody else' : 'claimed by somebody else';
}
