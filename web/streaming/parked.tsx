import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useState } from 'react';
import { type ParkedListed, parkedByOf, parkedReasonOf, parkedReasons, reasonOptions } from '../client/parked';
import type { StreamingClient } from '../client/streaming-client';
import { momentOf } from '../client/times';
import { Problem } from '../problem';
import { ParkedView } from './parked-view';
import { useParked } from './use-parked';

const all = { value: 'all', label: 'For any reason' };

/** What the stream's readers did not take, and why. */
export function Parked({ client }: { readonly client: StreamingClient }) {
  const { reason, setReason, page, problem, busy, refresh, more } = useParked(client);
  const [opened, setOpened] = useState<string>();
  const options = [all, ...reasonOptions];
  return (
    <SpaceBetween size="l">
      <Problem problem={problem} />
      <Table
        items={page?.records ?? []}
        trackBy="id"
        loading={page === undefined && problem === undefined}
        loadingText="Loading parked records"
        columnDefinitions={columnsOf(setOpened)}
        wrapLines
        contentDensity="compact"
        ariaLabels={{ tableLabel: 'Parked records' }}
        empty={<Box color="text-body-secondary">Nothing is parked.</Box>}
        header={
          <Header
            variant="h2"
            description="What could not be understood waits here, the newest day first; nothing else waits for it."
            actions={
              <SpaceBetween direction="horizontal" size="s">
                <Select
                  selectedOption={options.find(({ value }) => value === reason) ?? all}
                  options={options}
                  ariaLabel="Reason"
                  selectedAriaLabel="Selected"
                  onChange={({ detail }) =>
                    setReason(parkedReasons.find((each) => each === detail.selectedOption.value))
                  }
                />
                <Button iconName="refresh" ariaLabel="Look again" onClick={refresh} />
              </SpaceBetween>
            }
          >
            Parked records
          </Header>
        }
        footer={
          more && (
            <Button loading={busy} onClick={more}>
              Show more
            </Button>
          )
        }
      />
      {opened !== undefined && (
        <ParkedView key={opened} client={client} id={opened} onPutBack={refresh} onClose={() => setOpened(undefined)} />
      )}
    </SpaceBetween>
  );
}

const columnsOf = (onOpen: (id: string) => void): TableProps.ColumnDefinition<ParkedListed>[] => [
  {
    id: 'reason',
    header: 'Why',
    isRowHeader: true,
    minWidth: 200,
    cell: ({ id, reason, arrivedAt }) => (
      <Button
        variant="inline-link"
        data-record={id}
        ariaLabel={`Look at it: ${parkedReasonOf(reason)}, ${momentOf(Date.parse(arrivedAt))}`}
        onClick={() => onOpen(id)}
      >
        {parkedReasonOf(reason)}
      </Button>
    ),
  },
  { id: 'by', header: 'Parked by', cell: ({ by }) => parkedByOf(by) },
  {
    id: 'arrived',
    header: 'Came into the stream',
    minWidth: 190,
    cell: ({ arrivedAt }) => momentOf(Date.parse(arrivedAt)),
  },
];
