import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { DecisionSummary } from '../../lambdas/fraud/domain/api/recent';
import { moneyOf, reasonOf } from '../client/payments';
import { momentOf } from '../client/times';
import { OutcomeOf, TruthOf } from './outcome';

export interface DecisionTableProps {
  /** Names the table for those who do not see it. */
  readonly label: string;
  /** Undefined while they are read. */
  readonly decisions: readonly DecisionSummary[] | undefined;
  /** The own currency of the stage. */
  readonly currency: string;
  readonly onOpen: (decisionId: string) => void;
  readonly header?: ReactNode;
  readonly footer?: ReactNode;
  readonly empty: string;
}

type Column = TableProps.ColumnDefinition<DecisionSummary>;

const columns = ({ currency, onOpen }: Pick<DecisionTableProps, 'currency' | 'onOpen'>): Column[] => [
  {
    id: 'time',
    header: 'Decided',
    isRowHeader: true,
    minWidth: 190,
    cell: ({ decisionId, decidedAt, merchant }) => (
      <Button
        variant="inline-link"
        ariaLabel={`Open the payment at ${merchant}, ${momentOf(decidedAt)}`}
        onClick={() => onOpen(decisionId)}
      >
        {momentOf(decidedAt)}
      </Button>
    ),
  },
  { id: 'decision', header: 'Decision', minWidth: 130, cell: ({ decision }) => <OutcomeOf decision={decision} /> },
  { id: 'amount', header: 'Amount', cell: ({ amount }) => moneyOf(amount, currency) },
  { id: 'score', header: 'Score', cell: ({ score }) => score?.toFixed(3) ?? '–' },
  { id: 'merchant', header: 'Merchant', cell: ({ merchant }) => merchant },
  { id: 'account', header: 'Account', cell: ({ account }) => account },
  { id: 'why', header: 'Why', minWidth: 160, cell: ({ reasons }) => reasons.map(reasonOf).join(', ') || '–' },
  { id: 'truth', header: 'Turned out', cell: ({ fraud }) => <TruthOf fraud={fraud} /> },
];

/** Decisions as a list, each of which can be opened. */
export function DecisionTable({ label, decisions, currency, onOpen, header, footer, empty }: DecisionTableProps) {
  return (
    <Table
      items={decisions ?? []}
      trackBy="decisionId"
      loading={decisions === undefined}
      loadingText="Loading decisions"
      columnDefinitions={columns({ currency, onOpen })}
      wrapLines
      contentDensity="compact"
      ariaLabels={{ tableLabel: label }}
      empty={<Box color="text-body-secondary">{empty}</Box>}
      header={header}
      footer={footer}
    />
  );
}
