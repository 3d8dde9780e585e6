import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { EventCounts } from '../client/events/event-tally';
import { durationOf } from '../client/live-views';
import type { GeneratorRun } from './use-generator';

const whole = (count: number) => count.toLocaleString('en');

const listOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([code, count]) => `${whole(count)} ${code.replaceAll('_', ' ')}`)
    .join(', ');

function timesOf({ latencyMs: { request } }: EventCounts): string {
  return request ? [request.p50, request.p95, request.p99].map(durationOf).join(' · ') : '–';
}

/** What became of generated events so far: what was achieved beside what was asked for. */
export function GeneratorResult({ run: { rate, seconds, counts } }: { readonly run: GeneratorRun }) {
  const { accepted, due, sent, sentAgain, byKind, refused, lost, refusedEvents } = counts;
  const achieved = seconds >= 1 ? (accepted / seconds).toFixed(1) : '–';
  return (
    <section aria-label="What became of generated events">
      <SpaceBetween size="s">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'Accepted', value: `${whole(accepted)} of ${whole(due)} due` },
            { label: 'Achieved', value: `${achieved} of ${rate} a second` },
            {
              label: 'Duplicates · late · unknown',
              value: [byKind.duplicate, byKind.late, byKind.poison].map(whole).join(' · '),
            },
            { label: 'Requests, p50 · p95 · p99', value: timesOf(counts) },
            { label: 'Refused', value: listOf(refused) || 'none' },
            { label: 'Given up', value: listOf(lost) || 'none' },
            { label: 'Sent again', value: whole(sentAgain) },
            { label: 'Behind', value: whole(due - sent) },
          ]}
        />
        {refusedEvents.length > 0 && (
          <ul className="reasons">
            {refusedEvents.map(({ id, type, code, detail }) => (
              <li key={id}>
                <Box variant="code">{id}</Box> {type}: {code.replaceAll('_', ' ')}, {detail}
              </li>
            ))}
          </ul>
        )}
      </SpaceBetween>
    </section>
  );
}
