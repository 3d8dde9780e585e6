import { strToU8, zipSync } from 'fflate';

const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
const w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

/** What a Word document is made of. */
export type WordPart =
  | { readonly heading: string; readonly level: number }
  | { readonly text: string }
  | { readonly item: string }
  | { readonly table: readonly (readonly string[])[]; readonly header?: boolean };

const run = (text: string): string => `<w:r><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
const paragraph = (text: string, properties = ''): string => `<w:p><w:pPr>${properties}</w:pPr>${run(text)}</w:p>`;

function partXml(part: WordPart): string {
  if ('heading' in part) return paragraph(part.heading, `<w:pStyle w:val="Heading${part.level}"/>`);
  if ('item' in part) return paragraph(part.item, '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>');
  if ('text' in part) return paragraph(part.text);
  const rows = part.table.map((cells, at) => {
    const properties = part.header && at === 0 ? '<w:trPr><w:tblHeader/></w:trPr>' : '';
    return `<w:tr>${properties}${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
  });
  return `<w:tbl>${rows.join('')}</w:tbl>`;
}

const styles = [1, 2, 3, 4, 5, 6]
  .map((n) => `<w:style w:type="paragraph" w:styleId="Heading${n}"><w:name w:val="heading ${n}"/></w:style>`)
  .join('');

/** The files of a Word document, as far as readers need them. */
export const wordFiles = (parts: readonly WordPart[], title?: string): Record<string, Uint8Array> => ({
  '[Content_Types].xml': strToU8(
    `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
  ),
  '_rels/.rels': strToU8(
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
  ),
  'word/_rels/document.xml.rels': strToU8(
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>`,
  ),
  'word/styles.xml': strToU8(`${declaration}<w:styles ${w}>${styles}</w:styles>`),
  'word/numbering.xml': strToU8(
    `${declaration}<w:numbering ${w}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
  ),
  'word/document.xml': strToU8(
    `${declaration}<w:document ${w}><w:body>${parts.map(partXml).join('')}</w:body></w:document>`,
  ),
  ...(title !== undefined && {
    'docProps/core.xml': strToU8(
      `${declaration}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escaped(title)}</dc:title></cp:coreProperties>`,
    ),
  }),
});

/** Archives carry no time, so that the same parts give the same bytes. */
export const zipped = (files: Record<string, Uint8Array>): Uint8Array =>
  zipSync(files, { mtime: new Date(1980, 0, 1, 12) });

export const docx = (parts: readonly WordPart[], title?: string): Uint8Array => zipped(wordFiles(parts, title));

export const xlsx = (): Uint8Array =>
  zipped({ '[Content_Types].xml': strToU8('<Types/>'), 'xl/workbook.xml': strToU8('<workbook/>') });

/** The container of old Office documents, and of new ones with a password, which is all that is told apart by it. */
export const compound = (stream: string): Uint8Array =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(1016),
    Buffer.from(stream, 'utf16le'),
    Buffer.alloc(512),
  ]);
