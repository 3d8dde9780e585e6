import type { DesignWorkload } from './loads';
import { type Scenario, scenarioSchema } from './scenario';

/** The scenario in which every design has what it is sized for. */
export const targetScenario = (designs: readonly DesignWorkload[]): Scenario => ofTargets('targets', designs, 1);

/** The first month of a stage: a ten-thousandth of what the designs are sized for. */
export const launchScenario = (designs: readonly DesignWorkload[]): Scenario => ofTargets('launch', designs, 1e-4);

function ofTargets(name: string, designs: readonly DesignWorkload[], share: number): Scenario {
  const users = Math.max(0, ...designs.map(({ workload }) => workload.targets.users ?? 0));
  return scenarioSchema.parse({
    name,
    users: users * share,
    designs: Object.fromEntries(
      designs.map(({ name: design, workload: { targets, further = [] } }) => [
        design,
        {
          unitsADay: (targets.unitsADay ?? 0) * share,
          further: Object.fromEntries(further.map(({ unit, unitsADay }) => [unit, unitsADay * share])),
          ...(targets.chunks ? { chunks: targets.chunks * share } : {}),
        },
      ]),
    ),
  });
}

/** The scenario with all of its amounts times `scale`, each design's up to what it is sized for. */
export function scaled(scenario: Scenario, scale: number, designs: readonly DesignWorkload[]): Scenario {
  const limits = targetScenario(designs);
  const grown = (value: number, limit = Number.POSITIVE_INFINITY) => Math.min(value * scale, Math.max(limit, value));
  return {
    ...scenario,
    users: grown(scenario.users, limits.users || undefined),
    designs: Object.fromEntries(
      Object.entries(scenario.designs).map(([name, use]) => {
        const most = limits.designs[name];
        const further = Object.entries(use.further).map(([unit, value]) => [unit, grown(value, most?.further[unit])]);
        return [
          name,
          {
            ...use,
            unitsADay: grown(use.unitsADay, most?.unitsADay),
            further: Object.fromEntries(further),
            ...(use.chunks === undefined ? {} : { chunks: grown(use.chunks, most?.chunks) }),
          },
        ];
      }),
    ),
  };
}

/** 1, 10, 100 and so on, to the first at which every design has reached what it is sized for. */
export function scalesTo(scenario: Scenario, designs: readonly DesignWorkload[]): number[] {
  const limits = targetScenario(designs);
  const needed = Object.entries(scenario.designs).map(([name, { unitsADay }]) =>
    unitsADay > 0 ? (limits.designs[name]?.unitsADay ?? 0) / unitsADay : 1,
  );
  const steps = Math.max(0, Math.ceil(Math.log10(Math.max(1, ...needed)) - 1e-9));
  return Array.from({ length: steps + 1 }, (_, power) => 10 ** power);
}
