import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { readAssembly } from '../assembly';
import { synthesize } from '../local/synthesize';
import { note, runCommand } from '../operator/command-line';
import { PriceBook, regionStandIns } from '../prices';
import { type DesignWorkload, readScenario } from '../scenario';
import { page } from './chart/page';
import { chartsAsSvg } from './chart/scenario-charts';
import { CostError } from './cost-error';
import { type CostedAssembly, costedAssembly } from './costed-assembly';
import { differenceOf } from './difference';
import { describeDifference, differenceAsMarkdown } from './difference-text';
import { type CostOptions, costProgram, type DiffOptions, type ReadingOptions } from './options';
import { type CostReport, costReport } from './report';
import { type ScenarioReport, scenarioReport } from './scenario-report';
import { describeScenario } from './scenario-table';
import { describeReport } from './table';
import { contextWith } from './what-if';
import { readWorkloads } from './workloads';

const root = join(__dirname, '..', '..');

/** An assembly with all that is told of it. */
interface Told {
  readonly report: CostReport;
  readonly scenario?: ScenarioReport;
}

async function synthesized(options: CostOptions, settings: readonly string[]): Promise<string> {
  const { stage, designs } = options;
  const outDir = join(root, '.local/cost', settings.length > 0 ? `${stage}-what-if` : stage);
  note(`synthesizing ${stage}${settings.length > 0 ? ` with ${settings.join(', ')}` : ''}`);
  const context = settings.length > 0 ? await contextWith(root, stage, settings) : { stage };
  await synthesize({ root, outDir, context: { ...context, ...(designs ? { designs } : {}) } });
  return outDir;
}

const read = (directory: string, { region, parameter, stack }: ReadingOptions): CostedAssembly =>
  costedAssembly(readAssembly(resolve(directory)), { region, parameters: parameter, only: stack });

/** Workloads of the file that was given, else those of the designs here, for resources that are tagged with one. */
async function workloadsFor({ resources }: CostedAssembly, file?: string): Promise<readonly DesignWorkload[]> {
  if (file) return readWorkloads(file);
  const tagged = new Set(resources.filter((resource) => resource.tagged).map(({ design }) => design));
  if (tagged.size === 0) return [];
  const { designs } = await import('../../lib/designs');
  return designs.filter(({ name }) => tagged.has(name));
}

async function told(directory: string, options: ReadingOptions & Partial<CostOptions>): Promise<Told> {
  const { region, freeTier, free } = options;
  const assembly = read(directory, options);
  const designs = await workloadsFor(assembly, options.workloads);
  const book = new PriceBook({ standIns: { ...regionStandIns, ...options.standIn } });
  const stage = options.stage ?? directory;
  const about = { stage, region: assembly.mainRegion ?? region, now: new Date(), book, freeTier, free, designs };
  const before = costReport(assembly, about);
  if (!options.scenario) return { report: before };
  const asked = readScenario(options.scenario, designs);
  const scenario = scenarioReport(asked, { assembly, designs, idle: before.lines, book, freeTier }, options.scale);
  // Once more, since a scenario asks for further prices, of which some may be old.
  return { report: costReport(assembly, about), scenario };
}

async function cost(options: CostOptions): Promise<void> {
  if (options.assembly && options.set.length > 0) {
    throw new CostError('--set makes an assembly of its own, so it cannot be given together with --assembly');
  }
  const before = await told(options.assembly ?? (await synthesized(options, [])), options);
  const after = options.set.length > 0 ? await told(await synthesized(options, options.set), options) : undefined;
  const { report, scenario } = after ?? before;
  for (const warning of report.warnings) note(`warning: ${warning}`);
  if (scenario) await writeCharts(report, scenario, options);
  process.stdout.write(`${options.json ? asJson(before, after) : asText(before, after, options)}\n`);
}

async function writeCharts(report: CostReport, scenario: ScenarioReport, { svg, html }: CostOptions): Promise<void> {
  if (svg) await writeFile(svg, chartsAsSvg(scenario));
  if (html) await writeFile(html, page(report, scenario));
}

/** What holds after the settings of `--set`, where there are any, and what they change. */
const asJson = (before: Told, after: Told | undefined): string =>
  JSON.stringify(
    after
      ? {
          ...{ ...after.report, scenario: after.scenario },
          ...{ whatIf: differenceOf(before.report, after.report), scenarioBefore: before.scenario },
        }
      : { ...before.report, scenario: before.scenario },
  );

function asText(before: Told, after: Told | undefined, { lines }: CostOptions): string {
  const scenarios = [
    after && before.scenario && `before: ${describeScenario(before.scenario)}`,
    (after ?? before).scenario,
  ];
  return [
    after
      ? describeDifference(differenceOf(before.report, after.report))
      : describeReport(before.report, { everyLine: lines }),
    ...scenarios.flatMap((each) => (typeof each === 'string' ? [each] : each ? [describeScenario(each)] : [])),
  ].join('\n\n');
}

async function diff(before: string, after: string, options: DiffOptions): Promise<void> {
  const difference = differenceOf((await told(before, options)).report, (await told(after, options)).report);
  const text = options.markdown ? differenceAsMarkdown(difference) : describeDifference(difference);
  process.stdout.write(`${options.json ? JSON.stringify(difference) : text}\n`);
}

void runCommand(costProgram(cost, diff), process.argv);
