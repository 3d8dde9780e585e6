import type { Assembly } from '../assembly';
import { readFacts } from './graph/facts';
import type { Graph } from './graph/graph';
import { partGraph } from './graph/part-graph';
import { type Scope, scopeOf } from './graph/scope';
import { wholeGraph } from './graph/whole-graph';
import { indexPage, partPage, regionText, type Source } from './page';
import { layOut } from './render/layout';
import { svgOf } from './render/svg';

export interface Graphs {
  readonly whole: Graph;
  readonly parts: readonly Graph[];
}

export interface Drawing extends Graphs {
  /** Content by file name. */
  readonly files: ReadonlyMap<string, string>;
}

export interface DrawOptions extends Source {
  /** Tag that says which part a stack belongs to. */
  readonly tag?: string;
}

/** Pictures and pages of an assembly: one of each part, and one of all. */
export async function draw(assembly: Assembly, options: DrawOptions): Promise<Drawing> {
  const facts = readFacts(assembly, options.tag);
  const scope = scopeOf(facts);
  const parts = facts.model.parts.map((part) => partGraph(facts, scope, part));
  const whole = wholeGraph(facts, scope, 'all');
  const files = new Map<string, string>([['README.md', indexPage(whole, parts, { facts, scope }, options)]]);
  for (const graph of parts) {
    files.set(`${graph.title}.md`, partPage(graph, { facts, scope, part: graph.title }, options));
  }
  for (const graph of [whole, ...parts]) files.set(`${graph.title}.svg`, await picture(graph, scope, options));
  return { whole, parts, files };
}

async function picture(graph: Graph, scope: Scope, { stage }: Source): Promise<string> {
  const isWhole = graph.title === 'all';
  const title = isWhole ? 'All parts' : graph.title.charAt(0).toUpperCase() + graph.title.slice(1);
  return svgOf(await layOut(graph), {
    title,
    subtitle: `${stage}, ${regionText(scope, isWhole ? undefined : graph.title)}`,
    left: leftOut(graph),
  });
}

const worth: readonly (readonly [string, RegExp])[] = [
  ['roles and policies', /^AWS::IAM::/],
  ['log groups', /^AWS::Logs::LogGroup$/],
  ['alarms', /^AWS::CloudWatch::Alarm$/],
  ['keys', /^AWS::KMS::Key$/],
];

function leftOut({ folded }: Graph): string {
  const all = Object.values(folded).reduce((sum, count) => sum + count, 0);
  if (all === 0) return 'Boxes stand for all of a part that is in one column.';
  const counts = worth.map(
    ([name, pattern]) =>
      [
        name,
        Object.entries(folded).reduce((sum, [type, count]) => (pattern.test(type) ? sum + count : sum), 0),
      ] as const,
  );
  const told = counts
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${count === 1 ? name.replace(/s$/, '') : name}`);
  return `Folded away: ${all} resources${told.length > 0 ? `, of which ${told.join(', ')}` : ''}. Dashed boxes belong to another part.`;
}
