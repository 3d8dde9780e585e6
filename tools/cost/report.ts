import { type Price, PriceBook } from '../prices';
import type { DesignWorkload } from '../scenario';
import type { CostedAssembly } from './costed-assembly';
import { type IdleLine, idleLines } from './idle';
import { sum } from './sum';
import { type UnitCost, unitCosts } from './units';

/** What `cost --json` prints; fields are added to it, never taken away. */
export interface CostReport {
  readonly stage: string;
  readonly region: string;
  /** Day for which it holds, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly idlePerMonth: number;
  /** The stage's budget; 0 where it declares none. */
  readonly budgetPerMonth: number;
  readonly lines: readonly IdleLine[];
  readonly units: readonly UnitCost[];
  readonly warnings: readonly string[];
}

export interface ReportOptions {
  readonly stage: string;
  readonly region: string;
  readonly now: Date;
  readonly book?: PriceBook;
  readonly freeTier?: boolean;
  readonly free?: Readonly<Record<string, string>>;
  /** Designs whose unit costs are told, where the assembly has them. @default none */
  readonly designs?: readonly DesignWorkload[];
}

/** Idle floor and unit costs of an assembly, with what is doubtful about them. */
export function costReport(assembly: CostedAssembly, options: ReportOptions): CostReport {
  const { stage, region, now, book = new PriceBook(), freeTier, free, designs = [] } = options;
  const lines = idleLines(assembly, { book, freeTier, free });
  const units = unitCosts(assembly, designs, book);
  return {
    stage,
    region,
    asOf: now.toISOString().slice(0, 10),
    idlePerMonth: toMicros(sum(lines.map(({ usdPerMonth }) => usdPerMonth))),
    budgetPerMonth: budgetOf(assembly),
    lines,
    units,
    warnings: [...outdated(book.outdated(now)), ...standIns(book.used())],
  };
}

/** Sums of decimal fractions end in digits that mean nothing. */
const toMicros = (usd: number): number => Math.round(usd * 1e6) / 1e6;

/** The budget of everything, else the largest: designs' budgets are shares of their stage's. */
function budgetOf({ resources }: CostedAssembly): number {
  const budgets = resources.filter(({ type }) => type === 'AWS::Budgets::Budget');
  const ofAll = budgets.filter((budget) => budget.get('Budget', 'CostFilters') === undefined);
  const amounts = (ofAll.length > 0 ? ofAll : budgets).map((budget) =>
    Number(budget.get('Budget', 'BudgetLimit', 'Amount') ?? 0),
  );
  return Math.max(0, ...amounts);
}

function outdated(prices: readonly Price[]): string[] {
  if (prices.length === 0) return [];
  const oldest = prices.map(({ sourceDate, id }) => `${sourceDate} (${id})`).sort()[0];
  return [
    `${prices.length} prices were last read more than a year ago, the oldest on ${oldest}: npm run prices -- <region> compares them with the price list`,
  ];
}

function standIns(prices: readonly Price[]): string[] {
  const regions = Map.groupBy(
    prices.filter(({ confidence }) => confidence === 'stand-in'),
    ({ note }) => note ?? '',
  );
  return [...regions].map(([note, found]) => `${found.length} times the ${note}`);
}
