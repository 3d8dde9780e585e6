import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import LiveRegion from '@cloudscape-design/components/live-region';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { BacktestResponse, ChangedDecisions } from '../../lambdas/fraud/domain/api/rules';
import { type Outcome, outcomes, percentOf } from '../client/payments';
import { momentOf } from '../client/times';

export interface BacktestProps {
  readonly tested: BacktestResponse;
  readonly onOpen: (decisionId: string) => void;
}

const wordOf = (outcome: string) => outcomes[outcome as Outcome] ?? outcome;

const columns = (onOpen: BacktestProps['onOpen']): TableProps.ColumnDefinition<ChangedDecisions>[] => [
  { id: 'change', header: 'Change', isRowHeader: true, cell: ({ from, to }) => `${wordOf(from)} → ${wordOf(to)}` },
  { id: 'decisions', header: 'Decisions', cell: ({ decisions }) => decisions },
  { id: 'frauds', header: 'Known frauds', cell: ({ frauds }) => frauds },
  { id: 'genuine', header: 'Known genuine', cell: ({ genuine }) => genuine },
  {
    id: 'examples',
    header: 'Examples',
    cell: ({ examples, from, to }) => (
      <SpaceBetween direction="horizontal" size="xs">
        {examples.map((id, index) => (
          <Button
            key={id}
            variant="inline-link"
            ariaLabel={`Example ${index + 1} from ${wordOf(from)} to ${wordOf(to)}`}
            onClick={() => onOpen(id)}
          >
            {String(index + 1)}
          </Button>
        ))}
      </SpaceBetween>
    ),
  },
];

/** What rules would have done with recorded decisions: what would change, and whether that would be better. */
export function Backtest({ tested, onOpen }: BacktestProps) {
  const { decisions, from, to, changed, held, before, after } = tested;
  const count = changed.reduce((sum, change) => sum + change.decisions, 0);
  const told = `${count} of ${decisions} recorded decisions would change.`;
  const turn = (was: number | undefined, would: number | undefined) => `${percentOf(was)} → ${percentOf(would)}`;
  return (
    <section aria-label="Test on recorded decisions">
      <SpaceBetween size="m">
        <Box>
          {told} {from !== undefined && to !== undefined && `They were made from ${momentOf(from)} to ${momentOf(to)}.`}
        </Box>
        <LiveRegion hidden>{told}</LiveRegion>
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Precision of what was stopped', value: turn(before.precision, after.precision) },
            { label: 'Recall of frauds', value: turn(before.recall, after.recall) },
            ...Object.entries(held).map(([id, times]) => ({ label: `Rule ${id} held`, value: times })),
          ]}
        />
        <Table
          items={changed}
          columnDefinitions={columns(onOpen)}
          ariaLabels={{ tableLabel: 'Decisions that would change' }}
          empty="No decision would change."
        />
      </SpaceBetween>
    </section>
  );
}
