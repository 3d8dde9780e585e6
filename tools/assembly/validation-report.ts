import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssemblyError } from './template';

interface ValidationReport {
  readonly pluginReports?: readonly {
    readonly pluginName: string;
    readonly conclusion: string;
    readonly violations?: readonly {
      readonly ruleName: string;
      readonly description: string;
      readonly severity?: string;
      readonly violatingConstructs?: readonly { readonly constructPath?: string }[];
    }[];
  }[];
}

/** A synth that fails still writes a whole assembly, so its report decides whether the assembly may be used. */
export function refuseFailedValidation(directory: string): void {
  const file = join(directory, 'validation-report.json');
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, 'utf8')) as ValidationReport;
  const failed = (report.pluginReports ?? []).filter(({ conclusion }) => conclusion !== 'success');
  if (failed.length === 0) return;
  const lines = failed.flatMap(({ pluginName, violations = [] }) => [
    `${pluginName}:`,
    ...violations
      .filter(({ severity }) => severity !== 'warning')
      .map(({ ruleName, description, violatingConstructs = [] }) => {
        const where = violatingConstructs.map(({ constructPath }) => constructPath).join(', ');
        return `  ${ruleName} ${description}${where && ` (${where})`}`;
      }),
  ]);
  throw new AssemblyError(`the assembly in ${directory} failed its validation:\n${lines.join('\n')}`);
}
