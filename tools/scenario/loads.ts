import type { Amounts, Dimension, ModelsAsked, UnitOfUse, Workload } from '../../lib/design';
import { type DesignUse, type Scenario, ScenarioError } from './scenario';

/** A design as the tools know it: its name and its workload. */
export interface DesignWorkload {
  readonly name: string;
  readonly workload: Workload;
}

/** How often one unit of use comes in a scenario, and what each takes. */
export interface Load {
  readonly design: string;
  readonly unit: string;
  readonly unitsADay: number;
  readonly peakFactor: number;
  readonly perUnit: Amounts;
  readonly models: ModelsAsked;
}

const DAY_SECONDS = 86_400;

export const meanPerSecond = ({ unitsADay }: Load): number => unitsADay / DAY_SECONDS;
/** Units a second in the busiest minute. */
export const peakPerSecond = (load: Load): number => meanPerSecond(load) * load.peakFactor;

/**
 * Every unit of use of a scenario, the design's own first.
 * @throws ScenarioError naming a design or a unit that there is not
 */
export function loadsOf(scenario: Scenario, designs: readonly DesignWorkload[]): Load[] {
  return Object.entries(scenario.designs).flatMap(([name, use]) => {
    const workload = workloadOf(name, designs);
    refuseUnknownUnits(name, use, workload);
    const peakFactor = use.peakFactor ?? workload.targets.peakFactor ?? scenario.peakFactor;
    const common = { design: name, peakFactor };
    return [
      { ...common, ...asUsed(workload, use), unitsADay: use.unitsADay },
      ...(workload.further ?? []).map(({ unit, perUnit, models = {} }) => ({
        ...{ ...common, unit, perUnit, models },
        unitsADay: use.further[unit] ?? 0,
      })),
    ];
  });
}

function workloadOf(name: string, designs: readonly DesignWorkload[]): Workload {
  const found = designs.find((design) => design.name === name);
  if (found) return found.workload;
  throw new ScenarioError(`designs.${name}: unknown design, expected ${designs.map((each) => each.name).join(', ')}`);
}

function refuseUnknownUnits(name: string, { further }: DesignUse, workload: Workload): void {
  const known = (workload.further ?? []).map(({ unit }) => unit);
  for (const unit of Object.keys(further)) {
    if (known.includes(unit)) continue;
    throw new ScenarioError(`designs.${name}.further.${unit}: unknown unit, expected ${known.join(', ') || 'none'}`);
  }
}

/** What one unit takes once the scenario's own figures are in. */
function asUsed({ unit, perUnit, models = {} }: UnitOfUse, use: DesignUse) {
  const tokens: Partial<Record<Dimension, number>> = {};
  if (use.inputTokens !== undefined) tokens.bedrockInputTokens = use.inputTokens;
  if (use.outputTokens !== undefined) tokens.bedrockOutputTokens = use.outputTokens;
  return {
    unit,
    perUnit: { ...perUnit, ...tokens, ...use.perUnit },
    models: use.model ? { ...models, text: use.model, asIs: true } : models,
  };
}
