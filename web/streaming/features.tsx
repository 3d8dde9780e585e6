import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type FormEvent, useEffect, useState } from 'react';
import type { LiveClient } from '../client/live-client';
import { featureWords, isEntity } from '../client/live-views';
import { dataOf, useTopic } from './use-live';

interface Feature {
  readonly name: string;
  readonly value: number;
}

const columns: TableProps.ColumnDefinition<Feature>[] = [
  { id: 'what', header: 'Feature', isRowHeader: true, cell: ({ name }) => featureWords(name).what },
  { id: 'window', header: 'Window', cell: ({ name }) => featureWords(name).window },
  { id: 'value', header: 'Value', cell: ({ value }) => value.toLocaleString('en') },
  { id: 'name', header: 'Name', cell: ({ name }) => <Box variant="code">{name}</Box> },
];

export interface FeaturesProps {
  readonly live: LiveClient;
  /** Such as `user:42`; undefined before one is chosen. */
  readonly entity: string | undefined;
  readonly onEntity: (entity: string) => void;
}

/** What is known of a user, a session or an item, as it changes. */
export function Features({ live, entity, onEntity }: FeaturesProps) {
  const seen = useTopic(live, entity === undefined ? undefined : `features:${entity}`);
  const data = dataOf<{ readonly features: Readonly<Record<string, number>> }>(seen);
  const items = Object.entries(data?.features ?? {}).map(([name, value]) => ({ name, value }));
  return (
    <Table
      items={items}
      trackBy="name"
      loading={entity !== undefined && seen === undefined}
      loadingText="Waiting for the first view"
      columnDefinitions={columns}
      contentDensity="compact"
      wrapLines
      ariaLabels={{ tableLabel: 'Features' }}
      empty={<Box color="text-body-secondary">Choose an item beside, or type in whose features you want to see.</Box>}
      header={
        <Header variant="h2" description={entity}>
          Features
        </Header>
      }
      filter={<EntityForm entity={entity} onEntity={onEntity} />}
    />
  );
}

function EntityForm({ entity, onEntity }: Omit<FeaturesProps, 'live'>) {
  const [text, setText] = useState(entity ?? '');
  const [isWrong, setWrong] = useState(false);
  useEffect(() => setText(entity ?? ''), [entity]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isRight = isEntity(text.trim());
    setWrong(!isRight);
    if (isRight) onEntity(text.trim());
  };
  return (
    <form onSubmit={submit}>
      <FormField
        label="User, session or item"
        errorText={
          isWrong ? 'It begins with user:, session: or item:, and goes on with an id without blanks' : undefined
        }
        stretch
      >
        <div className="beside">
          <Input value={text} placeholder="item:item-001" onChange={({ detail }) => setText(detail.value)} />
          <Button formAction="submit">Watch</Button>
        </div>
      </FormField>
    </form>
  );
}
