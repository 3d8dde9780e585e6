import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import LiveRegion from '@cloudscape-design/components/live-region';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { type FormEvent, useState } from 'react';
import type { Ranking, SearchRequest, SearchResponse, SearchResult } from '../../lambdas/rag/domain/api/search';
import type { RagClient } from '../client/rag-client';
import { stagesOf } from '../client/times';
import { Degraded, placeOf } from './notes';
import { messageOf } from './use-documents';

export interface SearchProps {
  readonly client: RagClient;
  readonly onOpen: (result: SearchResult) => void;
}

type Way = Required<Pick<SearchRequest, 'mode' | 'rerank'>> & Pick<SearchRequest, 'fusion'>;

const ways: readonly { readonly value: string; readonly label: string; readonly way: Omit<Way, 'rerank'> }[] = [
  { value: 'stage', label: 'Words and meaning', way: { mode: 'hybrid' } },
  { value: 'rrf', label: 'Words and meaning, fused by rank', way: { mode: 'hybrid', fusion: 'rrf' } },
  { value: 'min-max', label: 'Words and meaning, fused by min-max', way: { mode: 'hybrid', fusion: 'min-max' } },
  { value: 'z-score', label: 'Words and meaning, fused by z-score', way: { mode: 'hybrid', fusion: 'z-score' } },
  { value: 'keyword', label: 'Words only', way: { mode: 'keyword' } },
  { value: 'vector', label: 'Meaning only', way: { mode: 'vector' } },
];

const SNIPPET = 300;
const snippetOf = (text: string) => (text.length > SNIPPET ? `${text.slice(0, SNIPPET).trimEnd()}…` : text);

function Place({ ranking }: { readonly ranking: Ranking | undefined }) {
  if (!ranking) return <Box color="text-body-secondary">–</Box>;
  return (
    <>
      <div>{ranking.rank}.</div>
      <Box color="text-body-secondary" fontSize="body-s">
        {ranking.score.toFixed(Math.abs(ranking.score) < 1 ? 4 : 2)}
      </Box>
    </>
  );
}

const legs = { keyword: 'Words', vector: 'Meaning', fused: 'Fused', reranked: 'Reranked' } as const;

const columns = (onOpen: SearchProps['onOpen']): TableProps.ColumnDefinition<SearchResult>[] => [
  {
    id: 'passage',
    header: 'Passage',
    isRowHeader: true,
    cell: (result) => (
      <>
        <Button variant="inline-link" onClick={() => onOpen(result)}>
          {result.title}
        </Button>{' '}
        <Box variant="span" color="text-body-secondary">
          {placeOf(result)}
        </Box>
        <Box fontSize="body-s">{snippetOf(result.text)}</Box>
      </>
    ),
  },
  ...(Object.keys(legs) as (keyof typeof legs)[]).map((leg) => ({
    id: leg,
    header: legs[leg],
    width: 110,
    cell: ({ why }: SearchResult) => <Place ranking={why[leg]} />,
  })),
];

/** Finds passages, and shows why each ranked where it did. */
export function Search({ client, onOpen }: SearchProps) {
  const [query, setQuery] = useState('');
  const [way, setWay] = useState(ways[0]);
  const [rerank, setRerank] = useState(true);
  const [found, setFound] = useState<SearchResponse>();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);

  const search = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      setFound(await client.search({ query: query.trim(), ...way?.way, rerank }));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && query.trim() !== '') void search();
  };

  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Search passages</Header>}>
        <form onSubmit={submit}>
          <SpaceBetween size="s">
            <Grid
              gridDefinition={[
                { colspan: { default: 12, s: 6 } },
                { colspan: { default: 12, s: 4 } },
                { colspan: { default: 12, s: 2 } },
              ]}
            >
              <FormField label="Search for">
                <Input
                  type="search"
                  clearAriaLabel="Clear"
                  value={query}
                  onChange={({ detail }) => setQuery(detail.value)}
                />
              </FormField>
              <FormField label="By">
                <Select
                  selectedOption={way ?? null}
                  options={ways}
                  selectedAriaLabel="Selected"
                  onChange={({ detail }) => setWay(ways.find(({ value }) => value === detail.selectedOption.value))}
                />
              </FormField>
              <FormField label="Order">
                <Checkbox checked={rerank} onChange={({ detail }) => setRerank(detail.checked)}>
                  Rerank
                </Checkbox>
              </FormField>
            </Grid>
            <Button variant="primary" formAction="submit" loading={busy} disabled={query.trim() === ''}>
              Search
            </Button>
          </SpaceBetween>
        </form>
      </Container>
      {problem !== undefined && <Alert type="error">{problem}</Alert>}
      {found && <Results found={found} onOpen={onOpen} />}
      <LiveRegion hidden>{found && !busy ? `${found.results.length} passages found.` : ''}</LiveRegion>
    </SpaceBetween>
  );
}

function Results({ found, onOpen }: { readonly found: SearchResponse } & Pick<SearchProps, 'onOpen'>) {
  const { results, query, degraded, embedding, rerankModel, timings } = found;
  return (
    <SpaceBetween size="s">
      <Degraded parts={degraded} />
      <Table
        items={results}
        trackBy="chunkId"
        columnDefinitions={columns(onOpen)}
        wrapLines
        ariaLabels={{ tableLabel: 'Passages' }}
        header={<Header counter={`(${results.length})`}>Passages</Header>}
        empty={<Box color="text-body-secondary">Nothing that you may see has this.</Box>}
      />
      <Box color="text-body-secondary" fontSize="body-s">
        {query.variants.length > 0 && <div>Also searched for: {query.variants.join(' · ')}</div>}
        <div>
          Meaning by {embedding.model}
          {rerankModel !== undefined && `, order by ${rerankModel}`}
        </div>
        <div>{stagesOf(timings)}</div>
      </Box>
    </SpaceBetween>
  );
}
