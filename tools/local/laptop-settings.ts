import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

type Settings = Readonly<Record<string, unknown>>;

/** What a stage has on a laptop besides, since its engines have it for nothing: in an account each costs by the hour. */
const designs: Settings = {
  // Any endpoint that no template makes is served with the classifier that is checked in.
  streaming: { moderation: { classifierEndpoint: 'laptop-classifier' } },
};

/**
 * Context for a stage that runs on a laptop: its settings in `cdk.json`, which win, and what it has besides.
 *
 * @param root directory of `cdk.json`
 */
export async function laptopContext(root: string, stage: string): Promise<Settings> {
  const configuration: unknown = JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8'));
  const stages = at(at(configuration, 'context'), 'stages');
  const own = at(stages, stage);
  // A stage that there is not is told of where settings are read.
  if (!isSettings(stages) || !isSettings(own)) return { stage };
  return { stage, stages: { ...stages, [stage]: over({ designs }, own) } };
}

const isSettings = (value: unknown): value is Settings =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (value: unknown, key: string): unknown => (isSettings(value) ? value[key] : undefined);

/** One over the other, group by group. */
function over(below: Settings, above: Settings): Settings {
  const merged = Object.entries(above).map(([key, value]) => {
    const other = below[key];
    return [key, isSettings(value) && isSettings(other) ? over(other, value) : value] as const;
  });
  return { ...below, ...Object.fromEntries(merged) };
}
