import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useEffect, useState } from 'react';
import type { LiveClient } from '../client/live-client';
import { type ShownVerdicts, type Verdict, withVerdicts } from '../client/live-views';
import { pathOf, tierOf } from '../client/moderation';
import { timeOf } from '../client/times';
import type { ItemRef } from './item-view';
import { StandingOf } from './standing';

export interface VerdictsProps {
  readonly live: LiveClient;
  readonly onOpen: (item: ItemRef) => void;
}

/** Verdicts as they are reached, and in which tiers. */
export function Verdicts({ live, onOpen }: VerdictsProps) {
  const [shown, setShown] = useState<ShownVerdicts>();
  const [refusal, setRefusal] = useState<string>();
  useEffect(() => {
    return live.watch('verdicts', (watched) => {
      setRefusal('refused' in watched ? watched.refused.message : undefined);
      if (!('view' in watched) || !('verdicts' in watched.view.data)) return;
      const { verdicts } = watched.view.data;
      setShown((before = { rows: [], missed: 0 }) => withVerdicts(before, verdicts));
    });
  }, [live]);
  return (
    <Table
      items={shown?.rows ?? []}
      trackBy={({ n }) => String(n)}
      loading={shown === undefined && refusal === undefined}
      loadingText="Waiting for the first view"
      columnDefinitions={columnsOf(onOpen)}
      contentDensity="compact"
      ariaLabels={{ tableLabel: 'Verdicts' }}
      empty={<Box color="text-body-secondary">{refusal ?? 'Nothing was judged while somebody watched.'}</Box>}
      header={
        <Header
          variant="h2"
          description={
            shown && shown.missed > 0
              ? `The latest fifty; ${shown.missed.toLocaleString('en')} more came by faster than they are shown.`
              : 'The latest fifty, with who decided last at the end of its path.'
          }
        >
          Verdicts
        </Header>
      }
    />
  );
}

const columnsOf = (onOpen: (item: ItemRef) => void): TableProps.ColumnDefinition<Verdict>[] => [
  {
    id: 'item',
    header: 'Text',
    isRowHeader: true,
    minWidth: 170,
    cell: ({ item, version }) => (
      <Button
        variant="inline-link"
        ariaLabel={`Why of ${item}, version ${version}`}
        onClick={() => onOpen({ id: item, version })}
      >
        {item}
      </Button>
    ),
  },
  { id: 'standing', header: 'Verdict', cell: (verdict) => <StandingOf of={verdict} /> },
  { id: 'path', header: 'Path through the tiers', cell: ({ path = [], tier }) => pathOf(path) || tierOf(tier) },
  { id: 'category', header: 'Rule', cell: ({ category }) => category ?? '–' },
  { id: 'at', header: 'At', cell: ({ at }) => timeOf(at) },
];
