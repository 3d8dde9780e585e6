import type { IdleLine } from './idle';
import type { CostReport } from './report';
import { sum } from './sum';

/** A resource that costs another amount idle. */
export interface ChangedLine {
  readonly design: string;
  readonly resource: string;
  readonly type: string;
  readonly before: number;
  readonly after: number;
  /** What it is billed as now, or was before it went. */
  readonly what: string;
}

export interface ChangedUnit {
  readonly design: string;
  readonly unit: string;
  readonly before: number;
  readonly after: number;
}

/** What a change to an assembly does to its costs. */
export interface CostDifference {
  readonly before: number;
  readonly after: number;
  readonly byDesign: readonly { readonly design: string; readonly before: number; readonly after: number }[];
  readonly lines: readonly ChangedLine[];
  readonly units: readonly ChangedUnit[];
}

/** USD a month below which a difference is one of rounding. */
const NOTHING = 1e-9;

export function differenceOf(before: CostReport, after: CostReport): CostDifference {
  const designs = new Set([...before.lines, ...after.lines].map(({ design }) => design));
  const ofDesign = ({ lines }: CostReport, design: string) =>
    sum(lines.filter((line) => line.design === design).map(({ usdPerMonth }) => usdPerMonth));
  return {
    before: before.idlePerMonth,
    after: after.idlePerMonth,
    byDesign: [...designs].map((design) => ({
      design,
      before: ofDesign(before, design),
      after: ofDesign(after, design),
    })),
    lines: changedLines(before.lines, after.lines),
    units: changedUnits(before, after),
  };
}

function changedLines(before: readonly IdleLine[], after: readonly IdleLine[]): ChangedLine[] {
  const group = (lines: readonly IdleLine[]) => Map.groupBy(lines, ({ resource }) => resource);
  const [old, now] = [group(before), group(after)];
  return [...new Set([...old.keys(), ...now.keys()])]
    .flatMap((resource) => {
      const was = old.get(resource) ?? [];
      const is = now.get(resource) ?? [];
      const shown = is.length > 0 ? is : was;
      const [first] = shown;
      if (!first) return [];
      const total = (lines: readonly IdleLine[]) => sum(lines.map(({ usdPerMonth }) => usdPerMonth));
      const what = shown.map((line) => line.what).join(', ');
      return [{ design: first.design, resource, type: first.type, before: total(was), after: total(is), what }];
    })
    .filter((line) => Math.abs(line.after - line.before) > NOTHING)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

function changedUnits(before: CostReport, after: CostReport): ChangedUnit[] {
  const find = ({ units }: CostReport, design: string, unit: string) =>
    units.find((each) => each.design === design && each.unit === unit)?.usdPerUnit ?? 0;
  const all = new Map([...before.units, ...after.units].map((each) => [`${each.design} ${each.unit}`, each]));
  return [...all.values()]
    .map(({ design, unit }) => ({ design, unit, before: find(before, design, unit), after: find(after, design, unit) }))
    .filter((each) => Math.abs(each.after - each.before) > NOTHING * Math.max(each.after, each.before));
}
