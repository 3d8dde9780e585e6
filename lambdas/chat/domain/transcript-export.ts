import type { Attachment } from './attachments/attachment';
import type { TranscriptHead, TranscriptItem } from './transcript';

type Attached = Pick<Attachment, 'name' | 'contentType' | 'size'>;

/** A whole conversation as a file, made piece by piece: `begin`, then `item` for each line in order, then `end`. */
export interface ExportFormat {
  readonly contentType: string;
  readonly extension: string;
  begin(conversationId: string, head: TranscriptHead): string;
  item(item: TranscriptItem, index: number): string;
  end(): string;
}

export const exportFormats = {
  json: {
    contentType: 'application/json',
    extension: 'json',
    begin: (conversationId, { title, createdAt }) =>
      `${JSON.stringify({ conversationId, title, createdAt }).slice(0, -1)},"messages":[`,
    item: (item, index) => `${index === 0 ? '' : ','}\n${JSON.stringify(item)}`,
    end: () => '\n]}\n',
  },
  markdown: {
    contentType: 'text/markdown; charset=utf-8',
    extension: 'md',
    begin: (_conversationId, { title }) => `# ${title}\n`,
    item: (item) => `\n## ${item.role === 'user' ? 'You' : item.model}, ${item.createdAt}\n\n${textOf(item)}\n`,
    end: () => '',
  },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof exportFormats;

/** A name that was made up by its owner is quoted as it is: in a code span it means nothing. */
const lineOf = ({ name, contentType, size }: Attached): string =>
  `\n- attached: \`${name.replaceAll('`', "'")}\` (${contentType}, ${size} bytes)`;

/** What was said, and of an answer that is not whole why it is not. */
function textOf(item: TranscriptItem): string {
  if (item.role === 'user') return [item.text, ...(item.attachments ?? []).map(lineOf)].join('\n');
  if (item.status === 'done') return item.text;
  const note = item.status === 'failed' ? `_The answer failed: ${item.error?.message}_` : '_The answer was stopped._';
  return item.text === '' ? note : `${item.text}\n\n${note}`;
}
