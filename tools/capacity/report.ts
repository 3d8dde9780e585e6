import { table } from '../operator/command-line';
import type { Assessment, Bound, LimitUse } from './assess';
import type { Latency } from './latencies';
import { type Estimate, pairedDifference } from './simulation/statistics';
import { type Basis, serviceTimes } from './ways/service-times';

/** 1234567 as 1.2M, 0.0123 as 0.012. */
export function amount(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'any' : '-';
  for (const [size, unit] of [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ] as const) {
    const divisor = unit === 'k' ? 1e3 : size;
    if (value >= size) return `${trimmed(value / divisor)}${unit}`;
  }
  return trimmed(value);
}

const trimmed = (value: number): string =>
  value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(value >= 10 ? 3 : 2)));

const ms = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(0));
const interval = ({ value, halfWidth }: Estimate): string =>
  `${ms(value)} ±${halfWidth < 10 ? halfWidth.toFixed(1) : ms(halfWidth)}`;

/** `!` for what is passed, `~` for what is met before the load is half as much again. */
function markOf({ loadAtLimit }: LimitUse): string {
  if (loadAtLimit < 1) return '!';
  return loadAtLimit < 1.5 ? '~' : ' ';
}

const raise = ({ limit }: LimitUse): string => {
  if (limit.kind === 'setting') return 'setting';
  return limit.adjustable ? 'on request' : 'fixed';
};

const whereOf = ({ region, resource, designs }: LimitUse): string => `${region} ${resource ?? designs.join('+')}`;

/** Uses of one limit that are the same in several regions, in one line. */
function grouped(limits: readonly LimitUse[]): { readonly use: LimitUse; readonly regions: readonly string[] }[] {
  const groups = new Map<string, { use: LimitUse; regions: string[] }>();
  for (const use of limits) {
    const { limit, resource, designs, demand } = use;
    const key = [limit.id, limit.value, resource, designs.join('+'), amount(demand)].join('|');
    const known = groups.get(key);
    if (known) known.regions.push(use.region);
    else groups.set(key, { use, regions: [use.region] });
  }
  return [...groups.values()];
}

/** Everything for people. @param all every limit, and not only what is met below ten times the load */
export function describe(
  assessment: Assessment,
  latencies: readonly Latency[],
  surged: { readonly surge: number; readonly latencies: readonly Latency[] } | undefined,
  { all = false } = {},
): string {
  const shown = assessment.limits.filter(({ loadAtLimit }) => all || loadAtLimit < SHOWN_BELOW);
  const passed = assessment.limits.filter(({ loadAtLimit }) => loadAtLimit < 1);
  return [
    `Capacity for scenario ${assessment.scenario}. Loads are multiples of its peak; ! is passed, ~ is met before 1.5 times the load.`,
    ...assessment.leftOut.map((each) => `Left out: ${each}`),
    '',
    `Limits: ${passed.length} of ${assessment.limits.length} are passed${all ? '' : `; below, those that are met before ${SHOWN_BELOW} times the load`}`,
    limitTable(shown),
    '',
    ...notes(passed),
    'First bottleneck, and cells that the load needs',
    bottlenecks(assessment),
    '',
    ...hotKeys(assessment),
    'Simulated ways: milliseconds, with 95 % intervals of the simulation. Their service times are not measured in AWS',
    latencyTable(latencies),
    ...(surged
      ? [
          '',
          `The first requests when load is ${surged.surge} times as much at once`,
          latencyTable(surged.latencies, latencies),
        ]
      : []),
    '',
    all ? serviceTimeTable() : basisInShort(),
  ].join('\n');
}

/** Of the scenario's peak. */
const SHOWN_BELOW = 3;

/** What is to be known of limits that are passed. */
function notes(passed: readonly LimitUse[]): string[] {
  const limits = new Map(passed.map(({ limit }) => [limit.id, limit]));
  const told = [...limits.values()].flatMap(({ name, note, newAccount }) => {
    const all = [note, newAccount === undefined ? undefined : `A new account may have ${newAccount}`];
    const known = all.filter((each) => each !== undefined);
    return known.length > 0 ? [`  ${name}: ${known.join('. ')}`] : [];
  });
  return told.length > 0 ? ['Of what is passed', ...told, ''] : [];
}

export function limitTable(limits: readonly LimitUse[]): string {
  return table([
    ['', 'limit', 'where', 'demand', 'limit is', 'met at', 'code', 'raised'],
    ...grouped(limits).map(({ use, regions }) => [
      markOf(use),
      use.limit.name,
      `${regions.join(', ')}: ${use.resource ?? use.designs.join('+')}`,
      amount(use.demand),
      `${amount(use.limit.value)} ${use.limit.unit}`,
      `${amount(use.loadAtLimit)}x`,
      use.limit.kind === 'setting' ? '' : (use.limit.code ?? 'none known'),
      raise(use),
    ]),
  ]);
}

function bottlenecks({ units }: Assessment): string {
  const bound = ({ cells, because }: Bound) => (because ? `${cells} (${because.limit.name})` : '1');
  return units
    .flatMap(({ design, unit, unitsADay, peakPerSecond, first, firstFixed, cells }) => {
      const met = (use: LimitUse | undefined) =>
        use
          ? `at ${amount(use.loadAtLimit * peakPerSecond)}/s, ${amount(use.loadAtLimit)}x: ${use.limit.name}; ${whereOf(use)}`
          : 'none';
      return [
        `${design}: ${amount(unitsADay)} ${unit}s a day, ${amount(peakPerSecond)}/s at the peak`,
        `  first as load grows: ${met(first)}`,
        `  first that is not raised on request: ${met(firstFixed)}`,
        ...cells.map(
          (each) =>
            `  ${each.region}, ${amount(each.unitsPerSecond)}/s: cells as they are built: ${bound(each.byDesign)}; accounts by quotas that are not raised: ${bound(each.byFixedQuotas)}`,
        ),
      ];
    })
    .join('\n');
}

function hotKeys({ units }: Assessment): string[] {
  const keys = units.flatMap((unit) => unit.hotKeys);
  if (keys.length === 0) return [];
  const rows = keys.map(({ design, region, whose, where, perSecond, shareOfPeak, because }) => [
    `${design} ${region}`,
    `one ${whose}`,
    `${amount(perSecond)}/s`,
    shareOfPeak >= 1 ? 'all' : `${amount(100 * shareOfPeak)} %`,
    `${because}; ${where}`,
  ]);
  return [
    'What one key may have of the load',
    table([['design', 'whose', 'at most', 'of the peak', 'because'], ...rows]),
    '',
  ];
}

/** @param before the same ways with the same seed, that they are compared with run by run */
function latencyTable(latencies: readonly Latency[], before?: readonly Latency[]): string {
  const rows = latencies.flatMap((latency) => [
    ...latency.times.map(({ mark, p50, p95, p99, p99Runs }, index) => [
      index === 0 ? `${latency.design}: ${latency.way}` : '',
      index === 0 ? `${amount(latency.perSecond)}/s` : '',
      mark,
      ms(p50.value),
      interval(p95),
      interval(p99),
      ...(before ? [more(p99Runs, runsOf(before, latency, mark))] : []),
      index === 0 ? `${(100 * latency.lost.value).toFixed(1)} %` : '',
      latency.verdicts
        .filter((verdict) => verdict.mark === mark)
        .map(
          ({ share, ms: target, simulated, met }) =>
            `${verdictWords[met]} p${100 * share} < ${target} (${interval(simulated)})`,
        )
        .join('; '),
    ]),
  ]);
  return table([
    ['way', 'rate', 'until', 'p50', 'p95', 'p99', ...(before ? ['p99 more'] : []), 'lost', 'target'],
    ...rows,
  ]);
}

const runsOf = (latencies: readonly Latency[], { design, way }: Latency, mark: string): readonly number[] =>
  latencies.find((each) => each.design === design && each.way === way)?.times.find((times) => times.mark === mark)
    ?.p99Runs ?? [];

/** Both drew the same random numbers, so their difference is known better than either. */
function more(runs: readonly number[], before: readonly number[]): string {
  if (runs.length !== before.length) return '-';
  const difference = pairedDifference(runs, before);
  return difference.value > 0 ? `+${interval(difference)}` : interval(difference);
}

const verdictWords = { yes: 'met', no: 'MISSED', unclear: 'UNCLEAR' } as const;

/** Every service time with where it is from. */
function serviceTimeTable(): string {
  const rows = Object.values(serviceTimes).map(({ what, median, p99, basis, source }) => [
    what,
    `${median}`,
    `${p99}`,
    basis,
    source,
  ]);
  return `Service times (ms), lognormal\n${table([['what', 'median', 'p99', 'basis', 'source'], ...rows])}`;
}

function basisInShort(): string {
  const count = (basis: Basis) => Object.values(serviceTimes).filter((time) => time.basis === basis).length;
  const counts = (['measured on a laptop', 'published', 'assumption'] as const).map(
    (basis) => `${count(basis)} ${basis}`,
  );
  return `Service times: ${counts.join(', ')}. --all lists them, tools/capacity/ways/service-times.ts has them.`;
}
