import { readFileSync } from 'node:fs';
import { launchScenario, targetScenario } from './growth';
import type { DesignWorkload } from './loads';
import { parseScenario, type Scenario, ScenarioError } from './scenario';

const builtIn: Readonly<Record<string, (designs: readonly DesignWorkload[]) => Scenario>> = {
  launch: launchScenario,
  targets: targetScenario,
};

/**
 * A scenario by its name, `launch` or `targets`, or from a JSON file.
 * @throws ScenarioError when there is no such file, it is no JSON, or no scenario
 */
export function readScenario(nameOrFile: string, designs: readonly DesignWorkload[]): Scenario {
  const known = builtIn[nameOrFile];
  if (known) return known(designs);
  return parseScenario(readJson(nameOrFile), nameOrFile);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { message } = error as Error;
    const names = Object.keys(builtIn).join(', ');
    throw new ScenarioError(
      `${file} cannot be read as a scenario (${message}): expected a JSON file, or one of ${names}`,
    );
  }
}
