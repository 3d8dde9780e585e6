import { RequestError } from '../../web/client/chat-error';
import type { Percentiles } from '../../web/client/percentiles';
import { table } from '../operator/command-line';
import type { ScoreCard, Summary } from './score-card';

const percent = (share: number | undefined): string => (share === undefined ? '-' : `${(100 * share).toFixed(1)} %`);

/** One line on how it stands. */
export function lineOf(card: ScoreCard): string {
  const { approve, review, decline } = card.decisions;
  const { precision, recall } = card.quality;
  return (
    `${card.decided} decided: ${approve} approved, ${review} to review, ${decline} declined; ` +
    `of ${card.labels} it is known what they were: precision ${percent(precision)}, recall ${percent(recall)}`
  );
}

/** What ended a run, and what to do about it where that is known. */
export function nextStep(error: unknown, baseUrl: string): string {
  if (!(error instanceof RequestError)) return error instanceof Error ? error.message : String(error);
  const { status, code, message } = error;
  if (status === 0)
    return `Nobody answers at ${baseUrl}. Is the laptop running (\`npm start\`)? For a deployment name its outputs (--outputs) or its address (--url).`;
  if (status === 401 || status === 403)
    return `${baseUrl} refuses the key (${code}). Set FRAUD_API_KEY to one with the scope fraud: \`npm run keys -- create --help\`.`;
  return message;
}

/** What came of a run, in words. */
export function describe({ byScenario, latencyMs, failed, ...all }: Summary): string {
  const rows = byScenario.map(({ scenario, payments, stopped }) => [scenario, String(payments), String(stopped)]);
  const times = Object.entries(latencyMs).map(([where, ms]) => [where, ...valuesOf(ms)]);
  const failures = Object.entries(failed).map(([code, count]) => `${count} ${code}`);
  return [
    `${all.decided} payments were decided${all.replayed > 0 ? `, ${all.replayed} of them before: by an earlier run, or by a request whose answer was lost` : ''}; of ${all.labels} it was told what they turned out to be.`,
    ...(failures.length > 0 ? [`Not decided or not told: ${failures.join(', ')}.`] : []),
    '',
    table([['IN TRUTH', 'PAYMENTS', 'STOPPED'], ...rows]),
    '',
    `Precision ${percent(all.precision)}, recall ${percent(all.recall)}: stopped is reviewed or declined.`,
    '',
    table([['MILLISECONDS', 'P50', 'P95', 'P99'], ...times]),
  ].join('\n');
}

const valuesOf = (ms: Percentiles | undefined): string[] =>
  ms ? [ms.p50, ms.p95, ms.p99].map((value) => value.toFixed(1)) : ['-', '-', '-'];
