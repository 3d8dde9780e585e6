import { estimateTokens } from '../tokens';
import { type ContentType, contentTypes, type Format, MAX_BYTES, MAX_SIDE } from './attachment';
import { type ImageFormat, imageSize } from './image-size';
import { zipNames } from './zip-names';

/** What was found in an upload, or why it is not what it was declared as. */
export type Inspection =
  | { readonly ok: true; readonly tokens: number }
  | { readonly ok: false; readonly problem: string };

/** Bytes of a file for each token of what it says: a guess that leans high, corrected when the answer is settled. */
const BYTES_PER_TOKEN = { pdf: 20, docx: 8, xlsx: 4 } as const;
/** Nova scales images up to 900 pixels and counts some 1,550 tokens a megapixel. */
const PIXELS_PER_TOKEN = 600;
const MIN_TOKENS = 800;

/** Holds an upload against its declared type by what is in it; its name and the type that the client named say nothing. */
export function inspect(contentType: ContentType, bytes: Uint8Array): Inspection {
  const { kind, format } = contentTypes[contentType];
  if (bytes.length === 0) return problem('is empty');
  if (bytes.length > MAX_BYTES[kind]) return problem(`has more than ${MAX_BYTES[kind]} bytes`);
  return inspectors[format](bytes);
}

/** The text of an upload that is one, for the stage's rules to be held against. */
export function textOf(contentType: ContentType, bytes: Uint8Array): string | undefined {
  return textFormats.has(contentTypes[contentType].format) ? decoded(bytes) : undefined;
}

const textFormats: ReadonlySet<Format> = new Set(['txt', 'md', 'csv', 'html']);

const problem = (text: string): Inspection => ({ ok: false, problem: text });
const tokens = (count: number): Inspection => ({ ok: true, tokens: Math.max(MIN_TOKENS, Math.ceil(count)) });

const image =
  (format: ImageFormat) =>
  (bytes: Uint8Array): Inspection => {
    const size = imageSize(format, bytes);
    if (!size) return problem(`is no image of the format ${format}`);
    if (Math.max(size.width, size.height) > MAX_SIDE) return problem(`has a side of more than ${MAX_SIDE} pixels`);
    return tokens((size.width * size.height) / PIXELS_PER_TOKEN);
  };

/** An Office document is an archive with its main part in it; one with macros is not taken. */
const office =
  (format: 'docx' | 'xlsx', folder: string, main: string) =>
  (bytes: Uint8Array): Inspection => {
    const names = zipNames(bytes);
    if (!names?.has('[Content_Types].xml') || !names.has(`${folder}/${main}`))
      return problem(`is no document of the format ${format}`);
    if (names.has(`${folder}/vbaProject.bin`)) return problem('has macros');
    return tokens(bytes.length / BYTES_PER_TOKEN[format]);
  };

function pdf(bytes: Uint8Array): Inspection {
  const header = new TextDecoder('latin1').decode(bytes.subarray(0, 8));
  if (!/^%PDF-[12]\.\d/.test(header)) return problem('is no document of the format pdf');
  return tokens(bytes.length / BYTES_PER_TOKEN.pdf);
}

function plainText(bytes: Uint8Array): Inspection {
  const text = decoded(bytes);
  if (text === undefined) return problem('is no text in UTF-8');
  return tokens(estimateTokens(text));
}

/** Undefined when it is no UTF-8, or has a NUL, which no text has. */
function decoded(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const inspectors: Readonly<Record<Format, (bytes: Uint8Array) => Inspection>> = {
  png: image('png'),
  jpeg: image('jpeg'),
  gif: image('gif'),
  webp: image('webp'),
  pdf,
  docx: office('docx', 'word', 'document.xml'),
  xlsx: office('xlsx', 'xl', 'workbook.xml'),
  txt: plainText,
  md: plainText,
  csv: plainText,
  html: plainText,
};
