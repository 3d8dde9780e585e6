import { designs } from '../../lib/designs';
import { idleFloors, type PresetName, presetNames, presets } from '../../lib/presets';

/** All that a preset sets, of the stage and of each design, with what it may cost idle (USD a month). */
export function presetOf(name: PresetName): object {
  const { all, chat } = idleFloors[name];
  return {
    ...{ 'idle at most, USD a month': all, 'with chat alone': chat },
    ...presets[name],
    designs: Object.fromEntries(designs.map((design) => [design.name, design.configuration.presets[name]])),
  };
}

export const isPreset = (name: string): name is PresetName => (presetNames as readonly string[]).includes(name);
