import { RequestError } from '../../web/client/chat-error';
import type { SourceOptions } from '../../web/client/events/event-source';
import type { EventCounts } from '../../web/client/events/event-tally';
import type { Percentiles } from '../../web/client/percentiles';
import { table } from '../operator/command-line';

/** A run, and what came of it so far. */
export interface Run extends SourceOptions {
  /** Events a second, as asked for. */
  readonly rate: number;
  readonly seconds: number;
  readonly counts: EventCounts;
}

const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** Events a second that were accepted. */
const achieved = ({ counts, seconds }: Run): number => (seconds > 0 ? counts.accepted / seconds : 0);

/** One line on how it stands. */
export function lineOf(run: Run): string {
  const { counts, rate, seconds } = run;
  const { sent, accepted, due, refused, sentAgain } = counts;
  return (
    `${Math.round(seconds)} s: ${accepted} accepted, ${achieved(run).toFixed(1)} of ${rate} a second; ` +
    `${sumOf(refused)} refused, ${sentAgain} sent again, ${due - sent} behind`
  );
}

/** What `--json` prints. */
export function summaryOf(run: Run) {
  const { counts, seconds, rate, ...options } = run;
  const { requestsUnderWay: _, ...rest } = counts;
  return {
    run: { ...options, rate, seconds, achievedRate: achieved(run) },
    ...rest,
    notSent: counts.due - counts.sent,
  };
}

function repeating({ rate, seed, run, mix, shares }: Run): string {
  const parts = Object.entries(shares).map(([name, share]) => `--${name} ${share}`);
  return `npm run events -- --seed ${seed} --run ${run} --mix ${mix} --rate ${rate} ${parts.join(' ')}`;
}

/** What came of a run, in words. */
export function describe(run: Run): string {
  const { counts, seconds, rate } = run;
  const { byKind, refused, lost, latencyMs, refusedEvents } = counts;
  const rows = [
    ['asked for', counts.due],
    ['sent', counts.sent],
    ['  of them sent before, on purpose', byKind.duplicate],
    ['  of them late', byKind.late],
    ['  of them of an unknown version', byKind.poison],
    ['accepted', counts.accepted],
    ...Object.entries(refused).map(([code, count]) => [`refused: ${code}`, count]),
    ...Object.entries(lost).map(([code, count]) => [`given up: ${code}`, count]),
    ['sent again, as the service was busy', counts.sentAgain],
    ['not sent: the service did not keep up', counts.due - counts.sent],
  ];
  return [
    `${achieved(run).toFixed(1)} events a second were accepted, ${rate} asked for, over ${seconds.toFixed(1)} s.`,
    '',
    table([['EVENTS', ''], ...rows.map((row) => row.map(String))]),
    '',
    table([
      ['MILLISECONDS', 'P50', 'P95', 'P99'],
      ['a request', ...valuesOf(latencyMs.request)],
      ['from when it was due', ...valuesOf(latencyMs.fromDue)],
    ]),
    ...(refusedEvents.length > 0 ? ['', 'Refused, the latest:'] : []),
    ...refusedEvents.map(({ id, type, code, detail }) => `  ${id} ${type}: ${code}, ${detail}`),
    '',
    `The same events again, which count once: ${repeating(run)}`,
  ].join('\n');
}

const valuesOf = (ms: Percentiles | undefined): string[] =>
  ms ? [ms.p50, ms.p95, ms.p99].map((value) => value.toFixed(1)) : ['-', '-', '-'];

/** Why nothing could be sent, and what to do. */
export function nextStep(error: unknown, baseUrl: string): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  const { status, code, message } = error;
  if (status === 0)
    return `Nobody answers at ${baseUrl}. Is the laptop running (\`npm start\`)? For a deployment name its outputs (--outputs) or its address (--url).`;
  if (status === 401 || status === 403)
    return `${baseUrl} refuses the key (${code}). Set STREAMING_API_KEY to one with the scope streaming: \`npm run keys -- create --help\`.`;
  if (status === 404)
    return `There is no API for events at ${baseUrl} (${message}). --url is the base to which /v1/events is appended: StreamingApiUrl of the outputs.`;
  if (status === 429)
    return `${baseUrl} takes no more (${code}). Ask for a lower --rate, or raise the stage's throttle (designs.streaming.throttle).`;
  return `${baseUrl} answered ${status} ${code}: ${message}. Its log says more; the same run again counts nothing twice.`;
}
