import type { Node } from '../graph/graph';
import { wrap } from './text';

/** Sizes in pixels of the picture at its own width. */
export const box = { padding: 8, lineHeight: 15, service: 11.5, name: 13, note: 11.5 } as const;

export interface Line {
  readonly text: string;
  readonly size: number;
  readonly role: 'service' | 'name' | 'note';
}

const mostNames = 4;

/** The lines of a box that is `boxWidth` wide: the service, the names of what it stands for, notes. */
export function linesOf(node: Node, boxWidth: number): readonly Line[] {
  const width = boxWidth - 2 * box.padding - 3;
  const line =
    (role: Line['role'], weight: 'normal' | 'bold' = 'normal') =>
    (text: string) =>
      wrap(text, width, box[role], weight).map((each): Line => ({ text: each, size: box[role], role }));
  const outside = node.outside && !node.id.startsWith('compute of') ? [`of ${node.outside}`] : [];
  return [
    ...line('service')(node.count > 1 ? `${node.service} × ${node.count}` : node.service),
    ...line('name', 'bold')(namesOf(node)),
    ...[...node.notes, ...outside].flatMap(line('note')),
  ].filter(({ text }) => text !== '');
}

function namesOf({ names }: Node): string {
  const more = names.length - mostNames;
  return more > 1 ? `${names.slice(0, mostNames).join(', ')} and ${more} more` : names.join(', ');
}

/** High enough for the lines, and for the edges that end at one side of it. */
export const heightOf = (lines: readonly Line[], edges: number): number =>
  Math.max(lines.length * box.lineHeight + 2 * box.padding - 3, edges * 9 + 8);
