import type { Graph } from './graph/graph';
import type { Scope } from './graph/scope';
import { mermaidOf } from './render/mermaid';
import { alarms, budgets } from './tables/alarms';
import { doors } from './tables/doors';
import { evidence } from './tables/evidence';
import { iamDetails, iamMatrix } from './tables/iam';
import { inventory } from './tables/inventory';
import { encryption, network } from './tables/protection';
import { recovery } from './tables/recovery';
import { retention } from './tables/retention';
import { resourcesOf, type Subject } from './tables/subject';

export const command = 'npm run diagram';

/** Says what a page is drawn from. */
export interface Source {
  /** Such as `prod`; a label only. */
  readonly stage: string;
}

const made = (stage: string): string =>
  `<!-- Written by \`${command}\` from the cloud assembly of ${stage}. Do not edit. -->`;

/** The region of a picture, and those that have the same; of all parts where none is named. */
export function regionText({ region, alsoIn }: Scope, part?: string): string {
  const more = alsoIn(part).join(' and ');
  if (more === '') return region;
  return part === undefined ? `${region}; parts of it are in ${more} too` : `${region}, also in ${more}`;
}

/** The page of one part: its picture, and the tables beside it. */
export function partPage(graph: Graph, subject: Subject, { stage }: Source): string {
  const { part, scope } = subject;
  const sections: readonly (readonly [string, string, string])[] = [
    ['Resources', '', inventory(subject)],
    [
      'Who may do what to what',
      'By the roles of functions and services. R reads, W writes, C calls; empty is refused. All actions follow.',
      `${iamMatrix(subject)}\n\n<details><summary>Every grant, with its actions</summary>\n\n${iamDetails(subject)}\n\n</details>\n\n<details><summary>Whom resources let in by policies of their own</summary>\n\n${doors(subject)}\n\n</details>`,
    ],
    ['Encryption', '', encryption(subject)],
    ['Network', '', network(subject)],
    ['Alarms', '', alarms(subject)],
    ['Budgets', '', budgets(subject)],
    ['Retention and flow of data', '', retention(subject)],
    [
      'Recovery: RPO and RTO',
      'Derived from the settings in the templates; nothing here was measured in AWS. RPO is what may be lost, RTO how long it is gone.',
      recovery(subject),
    ],
  ];
  return [
    made(stage),
    '',
    `# ${part}: what is deployed`,
    '',
    `Drawn from \`${stage}\` in ${regionText(scope, part)}: ${resourcesOf(subject).length} resources. ${otherPages()}`,
    '',
    `![${part}](${part}.svg)`,
    '',
    ...mermaidBlock(graph),
    ...sections.flatMap(([title, words, table]) => [`## ${title}`, '', ...(words ? [words, ''] : []), table, '']),
  ].join('\n');
}

const otherPages = (): string => '[All parts](README.md).';

/** Where pictures are not shown, or to copy from. */
const mermaidBlock = (graph: Graph): string[] => [
  '<details><summary>The same as Mermaid</summary>',
  '',
  '```mermaid',
  `${mermaidOf(graph)}\`\`\``,
  '',
  '</details>',
  '',
];

/** The page of all: one picture, and links to the parts. */
export function indexPage(
  graph: Graph,
  parts: readonly Graph[],
  subject: Omit<Subject, 'part'>,
  { stage }: Source,
): string {
  const { facts, scope } = subject;
  const rows = parts.map(({ title, nodes }) => {
    const count = facts.model.resources.filter(
      (resource) => resource.part === title && scope.includes(resource),
    ).length;
    return `| [${title}](${title}.md) | ${nodes.length} boxes | ${count} |`;
  });
  return [
    made(stage),
    '',
    '# What is deployed',
    '',
    `Drawn from \`${stage}\` in ${regionText(scope)}. Lines are flows of requests, events and data; permissions that move no data (keys, logs) are in the tables of each part. What helps others (roles, policies, log groups, alarms, dead-letter queues) is folded away and counted.`,
    '',
    '![All parts](all.svg)',
    '',
    ...mermaidBlock(graph),
    '| part | picture | resources |',
    '|---|---|---|',
    ...rows,
    '',
    '## Counted over all parts',
    '',
    'What reviews ask for, as the templates have it.',
    '',
    evidence(facts, scope),
    '',
    `To refresh: \`${command}\`. CI fails where these pages no longer match the assembly (\`${command} -- --check\`).`,
    '',
  ].join('\n');
}
