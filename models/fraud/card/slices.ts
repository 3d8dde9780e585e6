import type { Columns } from '../protocol/columns';
import { type Share, shareOf } from './share';

/** What the model did to one group of payments, at one threshold for all. */
export interface Slice {
  /** What groups are told apart by. */
  readonly by: string;
  readonly group: string;
  /** Frauds that are found. */
  readonly recall: Share;
  /** Genuine payments that are stopped. */
  readonly falsePositiveRate: Share;
}

/** Features that groups are told apart by: nothing that says who somebody is, since the data have no such thing. */
export const sliceFeatureNames = [
  ...['amount', 'is_night', 'is_weekend', 'account_count_30d', 'account_age', 'merchant_since_known_fraud'],
] as const;
type SliceFeature = (typeof sliceFeatureNames)[number];

type Values = Readonly<Record<SliceFeature, number>>;

interface Grouping {
  readonly by: string;
  readonly groups: Readonly<Record<string, (values: Values) => boolean>>;
}

const between =
  (name: SliceFeature, from: number, to = Number.POSITIVE_INFINITY) =>
  (values: Values): boolean =>
    values[name] >= from && values[name] < to;

const THIRTY_DAYS = 30 * 86_400;

const groupings: readonly Grouping[] = [
  {
    by: 'amount',
    groups: {
      'below 20': between('amount', 0, 2_000),
      '20 to 50': between('amount', 2_000, 5_000),
      '50 to 100': between('amount', 5_000, 10_000),
      '100 to 220': between('amount', 10_000, 22_000),
      'from 220': between('amount', 22_000),
    },
  },
  {
    by: 'payments of the account in 30 days',
    groups: {
      'below 15': between('account_count_30d', 0, 15),
      '15 to 44': between('account_count_30d', 15, 45),
      '45 to 89': between('account_count_30d', 45, 90),
      'from 90': between('account_count_30d', 90),
    },
  },
  {
    by: 'account known for',
    groups: {
      'less than 30 days, or not at all': (values) => !between('account_age', THIRTY_DAYS)(values),
      '30 days and more': between('account_age', THIRTY_DAYS),
    },
  },
  {
    by: 'time (UTC)',
    groups: {
      'night, 0 to 7': ({ is_night }) => is_night === 1,
      day: ({ is_night }) => is_night === 0,
      weekend: ({ is_weekend }) => is_weekend === 1,
      'Monday to Friday': ({ is_weekend }) => is_weekend === 0,
    },
  },
  {
    by: 'merchant',
    groups: {
      'with a fraud known of late': between('merchant_since_known_fraud', 0),
      'without one': (values) => !between('merchant_since_known_fraud', 0)(values),
    },
  },
];

/** Rows that are rated, by their index into the columns. */
export interface SlicedRows {
  readonly rows: Int32Array;
  readonly scores: Float64Array;
  /** 1 is fraud. */
  readonly labels: Uint8Array;
}

/** @param columns those of `sliceFeatureNames` @param threshold a payment of at least this score is stopped */
export function slicesOf(columns: Columns, rated: SlicedRows, threshold: number): Slice[] {
  const valuesOf = (row: number) =>
    Object.fromEntries(sliceFeatureNames.map((name, at) => [name, columns[at]?.[row] ?? Number.NaN])) as Values;
  const values = Array.from(rated.rows, valuesOf);
  return groupings.flatMap(({ by, groups }) =>
    Object.entries(groups).map(([group, isIn]) => ({
      by,
      group,
      ...countsOf(rated, threshold, (at) => isIn(values[at] as Values)),
    })),
  );
}

/** All payments as one group. */
export function countsOf(
  { scores, labels }: Omit<SlicedRows, 'rows'>,
  threshold: number,
  isIn: (at: number) => boolean = () => true,
): Pick<Slice, 'recall' | 'falsePositiveRate'> {
  const [all, stopped] = [
    [0, 0],
    [0, 0],
  ] as [[number, number], [number, number]];
  for (const [at, label] of labels.entries()) {
    if (!isIn(at)) continue;
    const kind = label === 1 ? 1 : 0;
    all[kind] += 1;
    if ((scores[at] as number) >= threshold) stopped[kind] += 1;
  }
  return { recall: shareOf(stopped[1], all[1]), falsePositiveRate: shareOf(stopped[0], all[0]) };
}
