import type { Assembly } from '../assembly';
import { type DesignWorkload, type Load, loadsOf, peakPerSecond, type Scenario } from '../scenario';
import type { Assumptions } from './assumptions';
import { designDemands, type Placed } from './demand/design-demand';
import { type HotKeyLimit, hotKeyLimits } from './demand/hot-keys';
import { type Demand, type Limit, loadAtLimit } from './demand/limit';
import { type People, regionDemands, stageDemands } from './demand/region-demand';
import { type Deployment, DeploymentError, deploymentsOf } from './deployment';
import { profiles } from './designs';

/** Use of one limit at the scenario's peak. */
export interface LimitUse {
  readonly limit: Limit;
  readonly region: string;
  readonly designs: readonly string[];
  readonly resource?: string;
  readonly demand: number;
  /** Multiple of the scenario's peak at which it is met; infinite where it does not grow. */
  readonly loadAtLimit: number;
}

/** Copies of a design that a region needs, and what says so. */
export interface Cells {
  readonly region: string;
  readonly unitsPerSecond: number;
  /** By what a cell is built for, such as its pollers. */
  readonly byDesign: Bound;
  /** By quotas that AWS does not raise in Service Quotas. */
  readonly byFixedQuotas: Bound;
}

export interface Bound {
  readonly cells: number;
  /** The limit that asks for most. */
  readonly because?: LimitUse;
}

export interface UnitAssessment {
  readonly design: string;
  readonly unit: string;
  readonly unitsADay: number;
  readonly peakPerSecond: number;
  /** What is met first as load grows, and first of what cannot be raised. */
  readonly first?: LimitUse;
  readonly firstFixed?: LimitUse;
  readonly cells: readonly Cells[];
  readonly hotKeys: readonly HotKeyLimit[];
}

export interface Assessment {
  readonly scenario: string;
  /** Every limit, what is met first before. */
  readonly limits: readonly LimitUse[];
  readonly units: readonly UnitAssessment[];
  readonly placed: readonly Placed[];
  /** What the scenario asks for and nothing says where it goes, or what the assembly has not. */
  readonly leftOut: readonly string[];
}

/**
 * Holds what a scenario asks for against the limits of an assembly.
 *
 * @throws ScenarioError for a design or unit that there is not
 * @throws DeploymentError when nothing of the scenario is in the assembly
 */
export function assess(
  assembly: Assembly,
  scenario: Scenario,
  designs: readonly DesignWorkload[],
  assumptions: Assumptions,
): Assessment {
  const deployments = deploymentsOf(assembly);
  const leftOut: string[] = [];
  const placed = loadsOf(scenario, designs)
    .filter(({ unitsADay }) => unitsADay > 0)
    .flatMap((load) => place(load, scenario, deployments, designs, leftOut));
  if (placed.length === 0) {
    throw new DeploymentError(
      `nothing of scenario ${scenario.name} is in ${assembly.directory}: ${leftOut.join('; ')}`,
    );
  }
  const limits = demandsOf(placed, deployments, peopleOf(scenario, designs), assumptions).map(useOf).sort(byLoad);
  const loads = loadsOf(scenario, designs);
  return { scenario: scenario.name, limits, units: unitsOf(placed, loads, limits), placed, leftOut };
}

function place(
  load: Load,
  scenario: Scenario,
  deployments: readonly Deployment[],
  designs: readonly DesignWorkload[],
  leftOut: string[],
): Placed[] {
  const { design, unit, peakFactor } = load;
  const profile = profiles.find((each) => each.design === design && each.unit === unit);
  if (!profile) leftOut.push(`${design}/${unit}: no profile says where it goes`);
  const there = deployments.filter((each) => each.design === design);
  if (there.length === 0) leftOut.push(`${design}/${unit}: the assembly does not have the design`);
  if (!profile) return [];
  const shares = sharesOf(there, scenario);
  const workload = designs.find(({ name }) => name === design)?.workload;
  const chunks = scenario.designs[design]?.chunks ?? workload?.targets.chunks ?? 0;
  return there.map((deployment, index) => ({
    ...{ profile, deployment, everywhere: there, peakFactor, chunks, perChunk: workload?.perChunk },
    peak: peakPerSecond(load) * (shares[index] ?? 0),
    peakEverywhere: peakPerSecond(load),
  }));
}

/** Parts of the load by region; even where the scenario does not say, or says nothing of these. */
function sharesOf(there: readonly Deployment[], { regions = {} }: Scenario): number[] {
  const known = there.map(({ region }) => regions[region] ?? 0);
  const sum = known.reduce((total, each) => total + each, 0);
  return sum > 0 ? known.map((each) => each / sum) : there.map(() => 1 / there.length);
}

/** People of a day, as the workloads relate them to those of a month. */
function peopleOf(scenario: Scenario, designs: readonly DesignWorkload[]): People {
  const targets = designs.find(({ workload }) => workload.targets.usersADay)?.workload.targets;
  const ofAMonth = targets?.users ? (targets.usersADay ?? 0) / targets.users : 1;
  return { aDay: scenario.users * ofAMonth, peakFactor: targets?.peakFactor ?? scenario.peakFactor };
}

function demandsOf(
  placed: readonly Placed[],
  deployments: readonly Deployment[],
  people: People,
  assumptions: Assumptions,
): Demand[] {
  const regions = [...new Set(placed.map(({ deployment }) => deployment.region))];
  const platformOf = (region: string) =>
    deployments.find((each) => each.design === 'platform' && each.region === region);
  const pools = deployments.filter(({ resources }) => resources.some(({ type }) => type === 'AWS::Cognito::UserPool'));
  const primary = pools[0]?.region ?? regions[0] ?? 'us-east-1';
  return [
    ...regions.flatMap((region) => {
      const here = placed.filter(({ deployment }) => deployment.region === region);
      return regionDemands(region, here, platformOf(region), assumptions);
    }),
    ...placed.flatMap((one) => designDemands(one, assumptions)),
    ...stageDemands(primary, placed, people, assumptions),
  ];
}

function useOf(demand: Demand): LimitUse {
  const { limit, region, designs, resource } = demand;
  const use = { limit, region, designs, demand: demand.at(1), loadAtLimit: loadAtLimit(demand) };
  return resource === undefined ? use : { ...use, resource };
}

const byLoad = (one: LimitUse, other: LimitUse): number =>
  one.loadAtLimit === other.loadAtLimit ? 0 : one.loadAtLimit - other.loadAtLimit;

function unitsOf(placed: readonly Placed[], loads: readonly Load[], limits: readonly LimitUse[]): UnitAssessment[] {
  return loads.flatMap((load) => {
    const here = placed.filter(({ profile }) => profile.design === load.design && profile.unit === load.unit);
    const [one] = here;
    if (!one) return [];
    const own = limits.filter(({ designs }) => designs.includes(load.design));
    const first = own.find(({ loadAtLimit: at }) => Number.isFinite(at));
    const firstFixed = own.find(({ limit, loadAtLimit: at }) => !limit.adjustable && Number.isFinite(at));
    return [
      {
        ...{ design: load.design, unit: load.unit, unitsADay: load.unitsADay, peakPerSecond: peakPerSecond(load) },
        ...(first && { first }),
        ...(firstFixed && { firstFixed }),
        cells: here.map((each) => cellsOf(each, own)),
        hotKeys: here.flatMap(hotKeyLimits),
      },
    ];
  });
}

function cellsOf({ deployment, peak }: Placed, limits: readonly LimitUse[]): Cells {
  const here = limits.filter(({ region }) => region === deployment.region);
  return {
    region: deployment.region,
    unitsPerSecond: peak,
    byDesign: boundOf(here.filter(({ limit }) => limit.sizesCell)),
    byFixedQuotas: boundOf(here.filter(({ limit }) => limit.kind === 'quota' && !limit.adjustable)),
  };
}

/** Limits are in the order in which they are met. */
function boundOf([because]: readonly LimitUse[]): Bound {
  if (!because || because.loadAtLimit >= 1) return { cells: 1 };
  return { cells: Math.ceil(1 / because.loadAtLimit), because };
}
