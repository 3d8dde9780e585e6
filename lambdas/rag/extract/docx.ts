// The build without `require` of Node's own modules, which an ES module does not have.
import mammoth from 'mammoth/mammoth.browser.min.js';
import { composeDocument } from '../domain/text/compose-document';
import { htmlFindings } from './html';
import { type Reader, whole } from './reader';
import { storedZip } from './stored-zip';
import { unzipParts } from './zip-parts';

/** All parts with text in them, unpacked; a thousand pages are some ten to twenty million. Read, they take thirty times as much memory. */
const MAX_TEXT_BYTES = 30_000_000;

/** What a Word document says: its headings, paragraphs, lists, tables and notes; not what was deleted or commented. */
export const readDocx: Reader = async (bytes) => {
  const parts = unzipParts(bytes, (name) => /\.(xml|rels)$/i.test(name), MAX_TEXT_BYTES);
  // Packed anew: mammoth unpacks without a bound, and sees nothing here that was not measured.
  const { buffer: arrayBuffer } = new Uint8Array(storedZip(parts));
  const { value } = await whole('Word document', () => mammoth.convertToHtml({ arrayBuffer }, options));
  return composeDocument({ title: titleOf(parts), blocks: htmlFindings(value).blocks });
};

const options = {
  styleMap: ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"],
  convertImage: mammoth.images.imgElement(async () => ({ src: '' })),
  includeEmbeddedStyleMap: false,
  externalFileAccess: false,
};

function titleOf(parts: ReadonlyMap<string, Uint8Array>): string | undefined {
  const properties = new TextDecoder().decode(parts.get('docProps/core.xml'));
  const [, title = ''] = /<dc:title>([^<]*)<\/dc:title>/.exec(properties) ?? [];
  return htmlFindings(`<title>${title}</title>`).title;
}
