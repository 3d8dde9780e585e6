import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from 'pdf-lib';

/** What a page of print shows, from top to bottom. */
export type PrintPart = { readonly heading: string; readonly size?: number } | { readonly text: string };

export interface PrintOptions {
  readonly title?: string;
  /** On every page; `#` is its number. */
  readonly header?: string;
  readonly footer?: string;
}

const WIDTH = 595;
const HEIGHT = 842;
const MARGIN = 72;
const BODY = 11;

/** A PDF with a text layer: each part is set as lines, pages are as given and are added where one is full. */
export async function pdf(
  pages: readonly (readonly PrintPart[])[],
  { title, header, footer }: PrintOptions = {},
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  if (title !== undefined) document.setTitle(title);
  const press = new Press(document, await document.embedFont(StandardFonts.Helvetica), header, footer);
  for (const parts of pages) press.print(parts);
  return document.save();
}

/** Sets lines on pages. */
class Press {
  private page: PDFPage | undefined;
  private count = 0;
  private y = 0;

  constructor(
    private readonly document: PDFDocument,
    private readonly font: PDFFont,
    private readonly header: string | undefined,
    private readonly footer: string | undefined,
  ) {}

  print(parts: readonly PrintPart[]): void {
    this.turn();
    for (const part of parts) {
      const size = 'heading' in part ? (part.size ?? 18) : BODY;
      for (const line of wrapped('heading' in part ? part.heading : part.text, this.font, size)) {
        if (this.y < MARGIN) this.turn();
        this.set(line, size, this.y);
        this.y -= size * 1.25;
      }
      this.y -= size * 0.9;
    }
    this.running(this.footer, 40);
  }

  private turn(): void {
    if (this.y < MARGIN) this.running(this.footer, 40);
    this.page = this.document.addPage([WIDTH, HEIGHT]);
    this.count += 1;
    this.y = HEIGHT - MARGIN;
    this.running(this.header, HEIGHT - 40);
  }

  private running(text: string | undefined, y: number): void {
    if (text) this.set(text.replace('#', String(this.count)), 9, y);
  }

  private set(text: string, size: number, y: number): void {
    this.page?.drawText(text, { font: this.font, size, x: MARGIN, y });
  }
}

/** Line ends that a text has itself stay. */
function wrapped(text: string, font: PDFFont, size: number): string[] {
  return text.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const longer = `${lines.at(-1)} ${word}`.trim();
      if (font.widthOfTextAtSize(longer, size) <= WIDTH - 2 * MARGIN) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines.filter((line) => line !== '');
  });
}

/** A PDF whose pages are pictures, as a scanner makes it. */
export async function scannedPdf(pages: number): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const image = await document.embedPng(greyPng(8, 8));
  for (let page = 0; page < pages; page += 1)
    document.addPage([WIDTH, HEIGHT]).drawImage(image, { x: 0, y: 0, width: WIDTH, height: HEIGHT });
  return document.save();
}

/** A grey picture. */
export function greyPng(width: number, height: number): Uint8Array {
  const uint32 = (value: number) => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(value);
    return buffer;
  };
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
  };
  const rows = new Uint8Array((width + 1) * height).fill(0x80).map((byte, at) => (at % (width + 1) === 0 ? 0 : byte));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 0, 0, 0, 0])])),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** @see ISO 32000-1, 7.6.3.3: what passwords are filled up with */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const md5 = (...parts: readonly Uint8Array[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();
const padded = (password: string): Buffer => Buffer.concat([Buffer.from(password, 'latin1'), PADDING]).subarray(0, 32);

function rc4(key: Uint8Array, data: Uint8Array): Buffer {
  const state = Array.from({ length: 256 }, (_, at) => at);
  const at = (index: number): number => state[index & 255] ?? 0;
  const swap = (a: number, b: number) => {
    const held = at(a);
    state[a] = at(b);
    state[b] = held;
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  const mixed = data.map((byte) => {
    i = (i + 1) & 255;
    j = (j + at(i)) & 255;
    swap(i, j);
    return byte ^ at(at(i) + at(j));
  });
  return Buffer.from(mixed);
}

/**
 * A PDF of one page, encrypted (standard handler, revision 2, RC4 with 40 bits). Without a user's password anyone may open
 * it, as it is with documents whose owner only forbids printing.
 */
export function encryptedPdf(text: string, { user, owner = 'owner' }: { user: string; owner?: string }): Uint8Array {
  const id = md5(Buffer.from('sample'));
  const permissions = Buffer.from([0xfc, 0xff, 0xff, 0xff]);
  const ownerEntry = rc4(md5(padded(owner)).subarray(0, 5), padded(user));
  const key = md5(padded(user), ownerEntry, permissions, id).subarray(0, 5);
  const userEntry = rc4(key, PADDING);
  const keyOf = (object: number) =>
    md5(key, Buffer.from([object & 255, (object >> 8) & 255, (object >> 16) & 255, 0, 0])).subarray(0, 10);
  const content = rc4(keyOf(4), Buffer.from(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`, 'latin1'));
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
  const objects: readonly (string | Buffer)[][] = [
    ['<</Type/Catalog/Pages 2 0 R>>'],
    ['<</Type/Pages/Kids[3 0 R]/Count 1>>'],
    ['<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>'],
    [`<</Length ${content.length}>>\nstream\n`, content, '\nendstream'],
    ['<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>'],
    [`<</Filter/Standard/V 1/R 2/Length 40/P -4/O ${hex(ownerEntry)}/U ${hex(userEntry)}>>`],
  ];
  return assembled(objects, `/Encrypt 6 0 R/ID[${hex(id)}${hex(id)}]`);
}

function assembled(objects: readonly (readonly (string | Buffer)[])[], trailer: string): Uint8Array {
  const parts: Buffer[] = [Buffer.from('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const places: number[] = [];
  const length = () => parts.reduce((sum, part) => sum + part.length, 0);
  for (const [at, body] of objects.entries()) {
    places.push(length());
    parts.push(Buffer.from(`${at + 1} 0 obj\n`), ...body.map((part) => Buffer.from(part)), Buffer.from('\nendobj\n'));
  }
  const table = length();
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const count = objects.length + 1;
  parts.push(
    Buffer.from(`xref\n0 ${count}\n0000000000 65535 f \n${rows}trailer\n<</Size ${count}/Root 1 0 R${trailer}>>\n`),
    Buffer.from(`startxref\n${table}\n%%EOF\n`),
  );
  return Buffer.concat(parts);
}
