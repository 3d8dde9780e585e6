import PostalMime, { type Address, type Email } from 'postal-mime';
import type { ExtractedDocument, RawBlock } from '../domain/text/block';
import { composeDocument } from '../domain/text/compose-document';
import { htmlFindings } from './html';
import { paragraphs } from './plain-text';
import { type Reader, whole } from './reader';

/** The subject as heading, who wrote to whom and when, and the body. Attachments are named; they are not read. */
export const readEmail: Reader = async (bytes): Promise<ExtractedDocument> => {
  const email = await whole('e-mail', () => PostalMime.parse(bytes, { maxNestingDepth: 50 }));
  return composeDocument({ title: email.subject, blocks: blocksOf(email) });
};

function blocksOf(email: Email): RawBlock[] {
  const head = headOf(email);
  const body = email.text?.trim() ? [...paragraphs(email.text)] : [...htmlFindings(email.html ?? '').blocks];
  const files = email.attachments.filter(({ related }) => !related).map(({ filename }) => filename ?? 'without a name');
  // Nothing was written: a letterhead alone answers nothing.
  if (body.length === 0 && !email.subject && files.length === 0) return [];
  return [
    ...(email.subject ? [{ kind: 'heading', level: 1, text: email.subject } as const] : []),
    ...(head ? [{ kind: 'paragraph', text: head } as const] : []),
    ...body.map((block) => (block.kind === 'heading' ? { ...block, level: (block.level ?? 1) + 1 } : block)),
    ...(files.length > 0 ? [{ kind: 'paragraph', text: `Attachments (not read): ${files.join(', ')}` } as const] : []),
  ];
}

const headOf = ({ from, to, cc, date }: Email): string =>
  [line('From', from ? [from] : []), line('To', to), line('Cc', cc), date ? `Date: ${date}` : '']
    .filter((each) => each !== '')
    .join('\n');

const line = (name: string, addresses: readonly Address[] = []): string =>
  addresses.length > 0 ? `${name}: ${addresses.map(addressText).join(', ')}` : '';

const addressText = (address: Address): string => {
  if (address.group) return `${address.name}: ${address.group.map(addressText).join(', ')}`;
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? '');
};
