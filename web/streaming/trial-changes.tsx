import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type Change, verdictOf } from '../client/trial';
import type { ItemRef } from './item-view';

export interface TrialChangesProps {
  readonly changes: readonly Change[];
  readonly onOpen: (item: ItemRef) => void;
}

/** Items that would go another way, by from where to where. */
export function TrialChanges({ changes, onOpen }: TrialChangesProps) {
  return (
    <Table
      variant="embedded"
      items={changes}
      trackBy={({ from, to }) => `${from} ${to}`}
      columnDefinitions={columnsOf(onOpen)}
      wrapLines
      contentDensity="compact"
      ariaLabels={{ tableLabel: 'What would change' }}
      empty={<Box color="text-body-secondary">Nothing would change.</Box>}
    />
  );
}

const columnsOf = (onOpen: (item: ItemRef) => void): TableProps.ColumnDefinition<Change>[] => [
  { id: 'from', header: 'Was', isRowHeader: true, cell: ({ from }) => verdictOf(from) },
  { id: 'to', header: 'Would be', cell: ({ to }) => verdictOf(to) },
  { id: 'cases', header: 'Items', cell: ({ cases }) => cases },
  { id: 'people', header: 'People approved / rejected', cell: (change) => peopleOf(change) },
  { id: 'against', header: 'Against people', cell: ({ againstPeople }) => againstPeople },
  {
    id: 'examples',
    header: 'Such as',
    cell: ({ examples }) => (
      <SpaceBetween size="xxs">
        {examples.map((item) => (
          <Button
            key={`${item.id} ${item.version}`}
            variant="inline-link"
            ariaLabel={`Why of ${item.id}, version ${item.version}`}
            onClick={() => onOpen(item)}
          >
            {item.id}
          </Button>
        ))}
      </SpaceBetween>
    ),
  },
];

const peopleOf = ({ peopleApproved, peopleRejected }: Change) => `${peopleApproved} / ${peopleRejected}`;
