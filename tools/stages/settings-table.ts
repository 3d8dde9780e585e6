/** A setting that is not the same in all of the presets that are compared. */
export interface DifferentSetting {
  /** Such as `data.retain` or `designs.rag.search.instances`. */
  readonly setting: string;
  /** One a preset, in the order in which they were asked for; a dash where it is not set. */
  readonly values: readonly string[];
}

/** Longer values say how many there are of them. */
const LONGEST = 60;

/** Settings that differ, in the order in which the first preset has them. */
export function differentSettings(presets: readonly object[]): DifferentSetting[] {
  const flat = presets.map((preset) => new Map(leaves('', preset)));
  const all = [...new Set(flat.flatMap((each) => [...each.keys()]))];
  return all
    .map((setting) => ({ setting, values: flat.map((each) => each.get(setting) ?? '–') }))
    .filter(({ values }) => new Set(values).size > 1);
}

function leaves(path: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, shown(value)]];
  return Object.entries(value).flatMap(([name, one]) => leaves(path ? `${path}.${name}` : name, one));
}

function shown(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === 'number' ? value.toLocaleString('en') : String(value);
  const text = value.map((one) => (typeof one === 'object' ? JSON.stringify(one) : shown(one))).join(', ');
  if (value.length === 0) return 'none';
  return text.length > LONGEST ? `${value.length} of them` : text;
}

/** As Markdown: one table for what the designs share, and one a design. */
export function settingsAsMarkdown(names: readonly string[], settings: readonly DifferentSetting[]): string {
  const sections = Map.groupBy(settings, ({ setting }) => /^designs\.([^.]+)/.exec(setting)?.[1] ?? 'platform');
  return [...sections]
    .map(([section, rows]) =>
      [
        `## ${section}`,
        '',
        `| setting | ${names.join(' | ')} |`,
        `|---|${names.map(() => '---|').join('')}`,
        ...rows.map(({ setting, values }) => `| \`${setting}\` | ${values.join(' | ')} |`),
      ].join('\n'),
    )
    .join('\n\n');
}
