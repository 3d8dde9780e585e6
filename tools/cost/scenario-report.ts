import { loadsOf, type Scenario, scaled, scalesTo } from '../scenario';
import { type BillLine, type BillOptions, bill } from './bill';
import { HOURS } from './services/service';
import { sum, sums } from './sum';

/** A month at one multiple of a scenario. */
export interface ScenarioPoint {
  readonly scale: number;
  readonly users: number;
  readonly usdPerMonth: number;
  readonly byDesign: Readonly<Record<string, number>>;
  readonly byService: Readonly<Record<string, number>>;
  readonly byDriver: Readonly<Record<string, number>>;
  readonly units: readonly UnitPoint[];
  readonly lines: readonly BillLine[];
}

/** All that a design costs in the month, its idle floor included, over its units. */
export interface UnitPoint {
  readonly design: string;
  readonly unit: string;
  readonly unitsADay: number;
  readonly usdPerUnit: number;
}

export interface ScenarioReport {
  readonly name: string;
  readonly points: readonly ScenarioPoint[];
}

const DAYS = HOURS / 24;

/**
 * The bill of a scenario as it grows.
 * @param scales multiples; each design grows to what it is sized for. @default 1, 10, 100 to where all are
 */
export function scenarioReport(scenario: Scenario, options: BillOptions, scales?: readonly number[]): ScenarioReport {
  const { designs } = options;
  const present = onlyOf(scenario, options);
  const points = (scales ?? scalesTo(present, designs)).map((scale) =>
    point(scaled(present, scale, designs), scale, options),
  );
  return { name: scenario.name, points };
}

/** Designs that the assembly does not have have no part in it. */
function onlyOf(scenario: Scenario, { assembly }: BillOptions): Scenario {
  const names = new Set(assembly.resources.map(({ design }) => design));
  return {
    ...scenario,
    designs: Object.fromEntries(Object.entries(scenario.designs).filter(([name]) => names.has(name))),
  };
}

function point(scenario: Scenario, scale: number, options: BillOptions): ScenarioPoint {
  const lines = bill(scenario, options);
  const usd = (line: BillLine) => line.usd;
  return {
    scale,
    users: scenario.users,
    usdPerMonth: sum(lines.map(usd)),
    byDesign: sums(lines, ({ design }) => design, usd),
    byService: sums(lines, ({ service }) => service, usd),
    byDriver: sums(lines, ({ driver }) => driver, usd),
    units: unitPoints(scenario, options, lines),
    lines,
  };
}

function unitPoints(scenario: Scenario, { designs }: BillOptions, lines: readonly BillLine[]): UnitPoint[] {
  const own = new Map(designs.map(({ name, workload }) => [name, workload.unit]));
  return loadsOf(scenario, designs)
    .filter(({ unitsADay }) => unitsADay > 0)
    .map(({ design, unit, unitsADay }) => {
      const isOwn = own.get(design) === unit;
      const caused = lines.filter(
        (line) => line.design === design && (line.unit === unit || (isOwn && line.unit === undefined)),
      );
      return { design, unit, unitsADay, usdPerUnit: sum(caused.map(({ usd }) => usd)) / (unitsADay * DAYS) };
    });
}
