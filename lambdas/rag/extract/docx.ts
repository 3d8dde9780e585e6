import mammoth from 'mammoth';
import { DocumentFault } from '../domain/document';
import { composeDocument } from '../domain/text/compose-document';
import { htmlFindings } from './html';
import { type Reader, whole } from './reader';
import { unzipParts } from './zip-parts';

/** All parts with text in them, unpacked; a thousand pages are some twenty million. */
const MAX_TEXT_BYTES = 60_000_000;

/** What a Word document says: its headings, paragraphs, lists, tables and notes; not what was deleted or commented. */
export const readDocx: Reader = async (bytes) => {
  const parts = unzipParts(bytes, (name) => /\.(xml|rels)$/i.test(name), MAX_TEXT_BYTES);
  const { value } = await whole('Word document', () => mammoth.convertToHtml(archiveOf(parts), options));
  return composeDocument({ title: titleOf(parts), blocks: htmlFindings(value).blocks });
};

const options = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  includeEmbeddedStyleMap: false,
  externalFileAccess: false,
};

/**
 * The archive as mammoth reads one, with the parts that were unpacked here: so it unpacks nothing itself, and sees
 * nothing that was not measured.
 */
function archiveOf(parts: ReadonlyMap<string, Uint8Array>): Parameters<typeof mammoth.convertToHtml>[0] {
  const file = {
    exists: (name: string) => parts.has(name),
    read: async (name: string, encoding?: string) => {
      const part = parts.get(name);
      if (!part) throw new DocumentFault('malformed', `It is damaged: its part ${name} is missing.`);
      if (encoding === 'base64') return Buffer.from(part).toString('base64');
      return encoding ? new TextDecoder(encoding).decode(part) : part;
    },
  };
  // Of its types, mammoth leaves this kind of input out.
  return { file } as unknown as Parameters<typeof mammoth.convertToHtml>[0];
}

function titleOf(parts: ReadonlyMap<string, Uint8Array>): string | undefined {
  const properties = new TextDecoder().decode(parts.get('docProps/core.xml'));
  const [, title = ''] = /<dc:title>([^<]*)<\/dc:title>/.exec(properties) ?? [];
  return htmlFindings(`<title>${title}</title>`).title;
}
