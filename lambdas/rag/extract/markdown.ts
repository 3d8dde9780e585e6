import { Marked } from 'marked';
import { checkLength, composeDocument } from '../domain/text/compose-document';
import { htmlFindings } from './html';
import { textOf } from './plain-text';
import { type Reader, whole } from './reader';

/** YAML between lines of `---`, or TOML between lines of `+++`, at the very beginning. */
const frontMatter = /^\uFEFF?(---|\+\+\+)[ \t]*\r?\n([\s\S]*?)\r?\n\1[ \t]*(?:\r?\n|$)/;
/** Of lists in lists in lists: the work grows with the square of their depth. */
const deepIndentation = /^([ \t]{100})[ \t]+/gm;
const titleLine = /^title\s*[:=]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|(.+?))\s*$/im;

/**
 * Markdown with tables, by way of the page that it stands for: what is HTML in it is then read as such. Its front matter gives
 * the title and is no text.
 */
export const readMarkdown: Reader = async (bytes) => {
  const source = checkLength(textOf(bytes)).replace(deepIndentation, '$1');
  const [matter = '', , fields = ''] = frontMatter.exec(source) ?? [];
  const html = await whole('Markdown', () => new Marked({ gfm: true }).parse(source.slice(matter.length)));
  return composeDocument({ title: titleOf(fields), blocks: htmlFindings(html).blocks });
};

function titleOf(fields: string): string | undefined {
  const [, double, single, plain] = titleLine.exec(fields) ?? [];
  return double?.replace(/\\(.)/g, '$1') ?? single?.replaceAll("''", "'") ?? plain;
}
