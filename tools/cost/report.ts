import { type Price, PriceBook } from '../prices';
import type { CostedAssembly } from './costed-assembly';
import { type IdleLine, idleLines } from './idle';

/** What `cost --json` prints; fields are added to it, never taken away. */
export interface CostReport {
  readonly stage: string;
  readonly region: string;
  /** Day for which it holds, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly idlePerMonth: number;
  /** Sum of what the designs' budgets allow, or the stage's where it is the only one. */
  readonly budgetPerMonth: number;
  readonly lines: readonly IdleLine[];
  readonly units: readonly UnitCost[];
  readonly warnings: readonly string[];
}

/** What one unit of use costs, at list prices of the first tier. */
export interface UnitCost {
  readonly design: string;
  readonly unit: string;
  readonly usdPerUnit: number;
  readonly lines: readonly { readonly dimension: string; readonly usd: number }[];
}

export interface ReportOptions {
  readonly stage: string;
  readonly region: string;
  readonly now: Date;
  readonly book?: PriceBook;
  readonly freeTier?: boolean;
  readonly free?: Readonly<Record<string, string>>;
}

/** Idle floor and unit costs of an assembly, with what is doubtful about them. */
export function costReport(assembly: CostedAssembly, options: ReportOptions): CostReport {
  const { stage, region, now, book = new PriceBook(), freeTier, free } = options;
  const lines = idleLines(assembly, { book, freeTier, free });
  return {
    stage,
    region,
    asOf: now.toISOString().slice(0, 10),
    idlePerMonth: sum(lines.map(({ usdPerMonth }) => usdPerMonth)),
    budgetPerMonth: budgetOf(assembly),
    lines,
    units: [],
    warnings: [...outdated(book.outdated(now)), ...standIns(book.used())],
  };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The largest budget declared: that of the whole stage, which the designs' are shares of. */
function budgetOf({ resources }: CostedAssembly): number {
  const budgets = resources.filter(({ type }) => type === 'AWS::Budgets::Budget');
  return Math.max(0, ...budgets.map((budget) => Number(budget.get('Budget', 'BudgetLimit', 'Amount') ?? 0)));
}

function outdated(prices: readonly Price[]): string[] {
  if (prices.length === 0) return [];
  const oldest = prices.map(({ sourceDate, id }) => `${sourceDate} (${id})`).sort()[0];
  return [
    `${prices.length} prices were last read more than a year ago, the oldest on ${oldest}: npm run prices refreshes them`,
  ];
}

function standIns(prices: readonly Price[]): string[] {
  const regions = Map.groupBy(
    prices.filter(({ confidence }) => confidence === 'stand-in'),
    ({ note }) => note ?? '',
  );
  return [...regions].map(([note, found]) => `${found.length} times the ${note}`);
}
