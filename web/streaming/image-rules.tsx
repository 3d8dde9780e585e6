import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { Policy } from '../client/streaming-client';

type ImageRule = NonNullable<Policy['filters']['images']>[number];

export interface ImageRulesProps {
  /** Of the policy, for who hears what the table is. */
  readonly title: string;
  readonly rules: readonly ImageRule[];
}

/** What follows from what images show. */
export function ImageRules({ title, rules }: ImageRulesProps) {
  return (
    <ExpandableSection headerText={`Labels of images (${rules.length})`}>
      <Table
        variant="embedded"
        items={rules}
        trackBy="label"
        columnDefinitions={columns}
        wrapLines
        contentDensity="compact"
        ariaLabels={{ tableLabel: `${title}: labels of images` }}
        empty={<Box color="text-body-secondary">People look at every image that no list knows.</Box>}
      />
    </ExpandableSection>
  );
}

const columns: TableProps.ColumnDefinition<ImageRule>[] = [
  { id: 'label', header: 'Label', isRowHeader: true, cell: ({ label }) => label },
  { id: 'category', header: 'Rule', cell: ({ category }) => category },
  { id: 'look', header: 'A person looks from', cell: ({ approveBelow }) => `${approveBelow} %` },
  {
    id: 'reject',
    header: 'Rejected from',
    cell: ({ rejectFrom }) => (rejectFrom === undefined ? 'never' : `${rejectFrom} %`),
  },
];
