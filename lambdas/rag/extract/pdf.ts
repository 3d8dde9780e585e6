import { getDocumentProxy } from 'unpdf';
import { DocumentFault } from '../domain/document';
import type { ExtractedDocument } from '../domain/text/block';
import { composeDocument } from '../domain/text/compose-document';
import { blocksOfPages } from '../domain/text/pages';
import type { Line, Page } from '../domain/text/print';
import { type ExtractOptions, type Reader, whole } from './reader';

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;
type Item = Extract<
  Awaited<ReturnType<Awaited<ReturnType<Pdf['getPage']>>['getTextContent']>>['items'][number],
  { str: string }
>;

/** Titles that programs put in by themselves. */
const noTitle =
  /^\s*(?:untitled.*|microsoft (?:word|powerpoint|excel) - .*|\S*\.(?:docx?|pdf|indd|tex|dvi|qxd|pptx?|xlsx?|rtf|odt)|(?:document|dokument) ?\d*)\s*$/i;

/** The text layer of a PDF, page by page; `scanned` where most of its pages have none. */
export const readPdf: Reader = async (bytes, options) => {
  const pdf = await open(bytes);
  try {
    return await read(pdf, options);
  } finally {
    await pdf.destroy();
  }
};

const open = (bytes: Uint8Array): Promise<Pdf> =>
  // A copy: the library takes the memory for itself.
  whole('PDF', () => getDocumentProxy(new Uint8Array(bytes), { verbosity: 0, stopAtErrors: false }).catch(refused));

function refused(error: unknown): never {
  if (error instanceof Error && error.name === 'PasswordException')
    throw new DocumentFault('encrypted', 'It is protected by a password. Upload it without one.');
  throw error;
}

async function read(pdf: Pdf, { signal }: ExtractOptions): Promise<ExtractedDocument> {
  const pages: Page[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    signal?.throwIfAborted();
    pages.push({ number, lines: await linesOf(pdf, number) });
  }
  const document = composeDocument({
    title: await titleOf(pdf),
    blocks: blocksOfPages(pages),
    pages: pdf.numPages,
  });
  const withText = new Set(document.blocks.map(({ page }) => page));
  const without = pages.map(({ number }) => number).filter((number) => !withText.has(number));
  return {
    ...document,
    scanned: without.length > pages.length / 2,
    ...(without.length > 0 && { pagesWithoutText: without }),
  };
}

/** A page that cannot be read is one without text: the others may be good. */
async function linesOf(pdf: Pdf, number: number): Promise<Line[]> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return joined(items.filter((item): item is Item => 'str' in item));
  } catch {
    return [];
  }
}

/** Runs of letters of one line: up to where the library says that it ends, or the next is higher or lower by half a letter. */
function joined(items: readonly Item[]): Line[] {
  const lines: Line[] = [];
  let open: { text: string; size: number; left: number; top: number } | undefined;
  const close = () => {
    if (open && open.text.trim() !== '') lines.push(open);
    open = undefined;
  };
  for (const { str, transform, hasEOL } of items) {
    const [, , c = 0, d = 0, left = 0, bottom = 0] = transform as number[];
    const size = Math.hypot(c, d);
    const blank = str.trim() === '';
    if (open && !blank && Math.abs(-bottom - open.top) > Math.max(size, open.size) / 2) close();
    if (open) {
      open.text += str;
      if (!blank) open.size = Math.max(open.size, size);
    } else if (!blank) open = { text: str, size, left, top: -bottom };
    if (hasEOL) close();
  }
  close();
  return lines;
}

async function titleOf(pdf: Pdf): Promise<string | undefined> {
  const metadata = await pdf.getMetadata().catch(() => undefined);
  const title: unknown = metadata && 'Title' in metadata.info ? metadata.info.Title : undefined;
  return typeof title === 'string' && !noTitle.test(title) ? title : undefined;
}
