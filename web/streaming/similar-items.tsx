import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { foundOf, heldBefore, likenessOf } from '../client/review-context';
import type { SimilarItem } from '../client/streaming-client';
import { momentOf } from '../client/times';

const columns: TableProps.ColumnDefinition<SimilarItem>[] = [
  { id: 'text', header: 'Text', isRowHeader: true, minWidth: 200, cell: ({ text, id }) => text || id },
  { id: 'likeness', header: 'Alike in', cell: likenessOf },
  { id: 'found', header: 'People found', cell: foundOf },
  { id: 'at', header: 'At', minWidth: 190, cell: ({ found }) => momentOf(found.at) },
  { id: 'before', header: 'What held before', cell: heldBefore },
];

/** Earlier items like what is reviewed, and what people made of them: to know, and no rule. */
export function SimilarItems({ similar }: { readonly similar: readonly SimilarItem[] }) {
  return (
    <Table
      variant="embedded"
      items={similar}
      trackBy={({ id, version }) => `${id} ${version}`}
      columnDefinitions={columns}
      wrapLines
      contentDensity="compact"
      ariaLabels={{ tableLabel: 'Earlier items like it' }}
      empty={<Box color="text-body-secondary">People have judged nothing like it.</Box>}
      header={
        <Header variant="h3" description="What people found of them, to know and no rule; the most alike first.">
          Earlier items like it
        </Header>
      }
    />
  );
}
