import type { PresetName } from '../../lib/presets';
import { presetOf } from './presets-of';
import { differentSettings, settingsAsMarkdown } from './settings-table';

/** The text of `docs/stages.md`. */
export function stagesPage(names: readonly PresetName[]): string {
  return `# How ${names.join(', ')} differ

Made by \`npm run stages -- --markdown\` out of the presets (\`lib/presets.ts\` and each design's \`settings.ts\`); a test keeps it true. Whatever is not here is the same in all of them. A stage
of \`cdk.json\` starts from a preset and may change any of it: \`npm run cost -- --set KEY=VALUE\` says what that costs.

${settingsAsMarkdown(names, differentSettings(names.map(presetOf)))}
`;
}
