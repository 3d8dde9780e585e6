import { type ContentType, DocumentFault } from '../domain/document';
import { decodeText } from './decode-text';
import { zipEntries } from './zip-parts';

/** What bytes seem to be, as a person would say it. */
const kinds = {
  pdf: 'a PDF document',
  docx: 'a Word document (DOCX)',
  xlsx: 'a spreadsheet (XLSX)',
  pptx: 'a presentation (PPTX)',
  'locked-office': 'an Office document with a password',
  'old-office': 'an Office document in the old format (DOC, XLS, PPT)',
  opendocument: 'an OpenDocument file (ODT, ODS, ODP)',
  epub: 'an e-book (EPUB)',
  archive: 'an archive',
  image: 'an image',
  media: 'audio or video',
  program: 'a program',
  rtf: 'an RTF document',
  html: 'a web page',
  email: 'an e-mail',
  text: 'plain text',
  binary: 'no text, nor a document of a known format',
} as const;
export type Kind = keyof typeof kinds;

const names: Readonly<Record<ContentType, string>> = {
  'application/pdf': 'a PDF document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'a Word document (DOCX)',
  'text/html': 'a web page',
  'text/markdown': 'Markdown',
  'text/plain': 'plain text',
  'text/csv': 'a table (CSV)',
  'message/rfc822': 'an e-mail',
};

/** What may be in a file of each type. A page or a message is text, too, when someone uploads its source as that. */
const accepted: Readonly<Record<ContentType, readonly Kind[]>> = {
  'application/pdf': ['pdf'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'text/html': ['html'],
  'text/markdown': ['text', 'html', 'email'],
  'text/plain': ['text', 'html', 'email'],
  'text/csv': ['text'],
  'message/rfc822': ['email'],
};

/** @throws DocumentFault `wrong_type` when the bytes are not what they were uploaded as; `encrypted` */
export function checkType(bytes: Uint8Array, contentType: ContentType): void {
  const kind = sniff(bytes);
  if (accepted[contentType].includes(kind)) return;
  // A fragment: there are tags in it, but none that only a page begins with.
  if (contentType === 'text/html' && kind === 'text' && /<[a-z][^<>]*>/i.test(beginning(bytes))) return;
  const office = accepted[contentType].includes('docx');
  if (office && kind === 'locked-office')
    throw new DocumentFault('encrypted', 'It is protected by a password. Upload it without one.');
  throw new DocumentFault(
    'wrong_type',
    `It was uploaded as ${names[contentType]}, but seems to be ${kinds[kind]}. Upload it with its right type, or save it as one that is read: PDF, DOCX, HTML, Markdown, text, CSV, e-mail.`,
  );
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');

/** Formats by how their files begin. */
const beginnings: readonly (readonly [RegExp, Kind])[] = [
  [/^%PDF-\d/, 'pdf'],
  [/^\{\\rtf/, 'rtf'],
  [
    /^(\x89PNG\r\n|GIF8[79]a|\xff\xd8\xff|II\*\0|MM\0\*|RIFF[\s\S]{4}WEBP|BM[\s\S]{4}\0\0\0\0|\0\0\0[\s\S]ftyp(heic|avif|mif1))/,
    'image',
  ],
  [/^(ID3[^ -~\s]|OggS\0|fLaC\0|RIFF[\s\S]{4}(WAVE|AVI )|[^ -~\s]E\xdf\xa3|\0\0\0[\s\S]ftyp)/, 'media'],
  [/^([^ -~\s]\x8b|BZh\d1AY&SY|7z\xbc\xaf|Rar![^ -~\s]|\xfd7zXZ|\x28\xb5\x2f\xfd)/, 'archive'],
  [/^(\x7fELF|MZ[\s\S]{0,60}\0\0|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe)/, 'program'],
];

/** Tells what bytes are by what is in them. */
export function sniff(bytes: Uint8Array): Kind {
  const head = latin1(bytes.subarray(0, 1030));
  if (head.startsWith('PK\x03\x04')) return inArchive(bytes);
  if (head.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return inCompound(bytes);
  const known = beginnings.find(([pattern]) => pattern.test(head));
  if (known) return known[1];
  const kind = inText(bytes);
  // Some printers put their own commands in front of a PDF; a text that only speaks of PDF has no other bytes than a text's.
  return kind === 'binary' && /%PDF-\d/.test(head) ? 'pdf' : kind;
}

function inArchive(bytes: Uint8Array): Kind {
  const found = (zipEntries(bytes) ?? []).map(({ name }) => name);
  const has = (prefix: string) => found.some((name) => name.startsWith(prefix));
  if (has('[Content_Types].xml') && has('word/')) return 'docx';
  if (has('[Content_Types].xml') && has('xl/')) return 'xlsx';
  if (has('[Content_Types].xml') && has('ppt/')) return 'pptx';
  if (has('META-INF/container.xml')) return 'epub';
  return has('content.xml') && has('mimetype') ? 'opendocument' : 'archive';
}

/** The old container of Office documents is also that of new ones with a password. */
function inCompound(bytes: Uint8Array): Kind {
  const directory = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return directory.includes(Buffer.from('EncryptedPackage', 'utf16le')) ? 'locked-office' : 'old-office';
}

const beginning = (bytes: Uint8Array): string => decodeText(bytes.subarray(0, 8192)) ?? '';

const page =
  /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,4000}?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|h[1-6]|article|main|section)\b/i;
const header =
  /^(?:From |(?:From|Date|Subject|Received|MIME-Version|Message-ID|Return-Path|Delivered-To|X-[\w-]+|To|Content-Type|DKIM-Signature|Reply-To|Sender|ARC-[\w-]+|Authentication-Results):)/i;
const addressed = /^(?:From|Date|Subject|Received|Message-ID):/im;

function inText(bytes: Uint8Array): Kind {
  if (decodeText(bytes) === undefined) return 'binary';
  const text = beginning(bytes).trimStart();
  if (page.test(text)) return 'html';
  const [headers = ''] = text.split(/\r?\n\r?\n/, 1);
  return header.test(headers) && addressed.test(headers) ? 'email' : 'text';
}
