import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import type { Rule } from '../client/fraud-client';
import { outcomes } from '../client/payments';

export interface RuleListProps {
  readonly label: string;
  readonly rules: readonly Rule[];
  readonly header: ReactNode;
}

const columns: TableProps.ColumnDefinition<Rule>[] = [
  { id: 'id', header: 'Rule', isRowHeader: true, cell: ({ id }) => id },
  { id: 'when', header: 'Condition', minWidth: 220, cell: ({ when }) => <Box variant="code">{when}</Box> },
  { id: 'outcome', header: 'Then', cell: ({ outcome }) => outcomes[outcome] },
  { id: 'mode', header: 'Mode', cell: ({ mode }) => mode },
  { id: 'reason', header: 'Reason', minWidth: 220, cell: ({ reason }) => reason },
];

/** Rules as they stand. */
export const RuleList = ({ label, rules, header }: RuleListProps) => (
  <Table
    items={rules}
    trackBy="id"
    columnDefinitions={columns}
    wrapLines
    ariaLabels={{ tableLabel: label }}
    header={header}
    empty="No rules: the model decides alone."
  />
);
