import { addRollups, type LedgerEntry, NOTHING, type Rollup } from '../../lambdas/chat/domain/usage';
import type { Counted, UsageTable } from './usage-table';

/** What a user took of a model's target in a month. */
export interface InvoiceLine extends Rollup {
  readonly user: string;
  /** Asked for. */
  readonly model: string;
  /** Answered; none where nothing did. */
  readonly target: string;
}

export interface Invoice {
  readonly organisation: string;
  readonly month: string;
  readonly lines: readonly InvoiceLine[];
  readonly total: Rollup;
  /** Where the lines and the month's counters differ; none when they agree. */
  readonly problems: readonly string[];
}

/**
 * Makes an organisation's invoice from the ledger, and checks it against the counters of the month. While the month goes on,
 * entries and counters are not read in one moment: the lines must be no less than the counters before, no more than after.
 */
export async function invoiceOf(table: UsageTable, organisation: string, month: string): Promise<Invoice> {
  const lines = new Map<string, InvoiceLine>();
  const sums = new Map<string, Rollup>();
  const before = await table.counters(organisation, month);
  for (const counter of before) {
    let sum = NOTHING;
    for await (const entry of table.entries(counter)) {
      const figures = figuresOf(entry);
      sum = addRollups(sum, figures);
      addTo(lines, entry, figures);
    }
    sums.set(placeOf(counter), sum);
  }
  const after = new Map((await table.counters(organisation, month)).map((each) => [placeOf(each), each.used]));
  const problems = before.flatMap((counter) => {
    const place = placeOf(counter);
    return differences(sums.get(place) ?? NOTHING, counter.used, after.get(place) ?? NOTHING).map(
      (difference) => `${organisation} in ${place}: ${difference}`,
    );
  });
  const sorted = [...lines.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
  const total = [...sums.values()].reduce(addRollups, NOTHING);
  return { organisation, month, lines: sorted, total, problems };
}

const figuresOf = ({ inputTokens, outputTokens, cachedTokens, costMicroUsd }: LedgerEntry): Rollup => ({
  requests: 1,
  inputTokens,
  outputTokens,
  cachedTokens,
  costMicroUsd,
});

function addTo(lines: Map<string, InvoiceLine>, { userId, model, target = '' }: LedgerEntry, figures: Rollup): void {
  const key = JSON.stringify([userId, model, target]);
  const sum = addRollups(lines.get(key) ?? NOTHING, figures);
  lines.set(key, { user: userId, model, target, ...sum });
}

const placeOf = ({ region, shard }: Counted): string => `${region}, shard ${shard}`;

const differences = (sum: Rollup, least: Rollup, most: Rollup): string[] =>
  (Object.keys(NOTHING) as (keyof Rollup)[])
    .filter((of) => sum[of] < least[of] || sum[of] > most[of])
    .map((of) => `the lines have ${sum[of]} ${of}, the month's counter ${least[of]}`);
