import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { LiveClient } from '../client/live-client';
import { dataOf, refusalOf, useTopic } from './use-live';

interface Ranked {
  readonly item: string;
  readonly count: number;
}

interface View {
  readonly items: readonly Ranked[];
  readonly exact: boolean;
}

export interface TrendingProps {
  readonly live: LiveClient;
  /** The item that the features are of, if they are of one. */
  readonly item: string | undefined;
  readonly onItem: (item: string) => void;
}

/** What leads; and, for an item that was chosen, what is together with it. */
export function Trending({ live, item, onItem }: TrendingProps) {
  const options = [
    { value: 'trending:viewed_1h', label: 'Viewed, the last hour' },
    { value: 'trending:bought_today', label: 'Bought today (UTC)' },
    ...(item === undefined ? [] : [{ value: `together:${item}`, label: `Together with ${item}, today (UTC)` }]),
  ];
  const [chosen, setChosen] = useState(options[0]?.value);
  const isThere = options.some(({ value }) => value === chosen);
  // Another item was chosen: what is together with that one.
  const topic = isThere ? chosen : options.at(-1)?.value;
  const seen = useTopic(live, topic);
  const data = dataOf<View>(seen);
  return (
    <Table
      items={data?.items ?? []}
      trackBy="item"
      loading={seen === undefined}
      loadingText="Waiting for the first view"
      columnDefinitions={columnsOf(data?.items ?? [], onItem)}
      contentDensity="compact"
      ariaLabels={{ tableLabel: 'Trending' }}
      empty={<Box color="text-body-secondary">{refusalOf(seen) ?? 'Nothing was counted in this window.'}</Box>}
      header={
        <Header
          variant="h2"
          description={data?.exact === false ? 'Very many items have about as much: one may be left out.' : undefined}
          actions={
            <Select
              selectedOption={options.find(({ value }) => value === topic) ?? null}
              options={options}
              ariaLabel="Ranking"
              selectedAriaLabel="Selected"
              onChange={({ detail }) => setChosen(detail.selectedOption.value)}
            />
          }
        >
          Trending
        </Header>
      }
    />
  );
}

function columnsOf(items: readonly Ranked[], onItem: (item: string) => void): TableProps.ColumnDefinition<Ranked>[] {
  const most = Math.max(1, ...items.map(({ count }) => count));
  return [
    {
      id: 'item',
      header: 'Item',
      isRowHeader: true,
      cell: ({ item }) => (
        <Button variant="inline-link" ariaLabel={`Features of ${item}`} onClick={() => onItem(item)}>
          {item}
        </Button>
      ),
    },
    {
      id: 'count',
      header: 'Count',
      cell: ({ count }) => (
        <div className="count">
          <span>{count.toLocaleString('en')}</span>
          <div className="count-bar" style={{ inlineSize: `${(100 * count) / most}%` }} />
        </div>
      ),
    },
  ];
}
