import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { StatsResponse } from '../../lambdas/fraud/domain/api/recent';
import { type Outcome, outcomes, partOf, percentOf } from '../client/payments';
import { timeOf } from '../client/times';

/** How decisions are spread, how good they were as far as is known, and how fast. */
export function Statistics({ stats }: { readonly stats: StatsResponse }) {
  const { decisions, mix, caught, tookMs, from, to, share } = stats;
  const ms = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)} ms`);
  const known = [caught.stopped, caught.passed].reduce((sum, { frauds, genuine }) => sum + frauds + genuine, 0);
  const shares = (Object.keys(outcomes) as Outcome[]).map((outcome) => ({
    label: outcomes[outcome],
    value: `${partOf(mix[outcome], decisions)} (${mix[outcome]})`,
  }));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            share < 1 ? `Of every ${Math.round(1 / share)} decisions one is listed and counted here.` : undefined
          }
        >
          The last {decisions} decisions
        </Header>
      }
      footer={
        <Box color="text-body-secondary" fontSize="body-s">
          {from !== undefined && to !== undefined && `Made from ${timeOf(from)} to ${timeOf(to)}. `}
          Of {known} it is known what they turned out to be. Times are without the write at the end.
        </Box>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          ...shares,
          { label: 'Precision of what was stopped', value: percentOf(caught.precision) },
          { label: 'Recall of frauds', value: percentOf(caught.recall) },
          { label: 'Time, median', value: ms(tookMs?.p50) },
          { label: 'Time, p95', value: ms(tookMs?.p95) },
          { label: 'Time, p99', value: ms(tookMs?.p99) },
        ]}
      />
    </Container>
  );
}
