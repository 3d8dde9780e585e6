import type { Handler } from 'htmlparser2';
import { DocumentFault } from '../domain/document';
import type { BlockKind, RawBlock } from '../domain/text/block';
import type { Findings } from '../domain/text/compose-document';
import { headingLevel, isBlock, isDropped } from './html-elements';
import { HtmlTable } from './html-table';

/** Elements within each other; pages that people wrote have less than a hundred. */
const MAX_DEPTH = 5_000;

type Attributes = Readonly<Record<string, string>>;

/** Collects the blocks of a page as a parser goes through it. No tree is built: a page may be of any size and depth. */
export class HtmlBlocks implements Partial<Handler> {
  private readonly found: RawBlock[] = [];
  private readonly tables: HtmlTable[] = [];
  private readonly lists: { readonly ordered: boolean; items: number }[] = [];
  private text: string[] = [];
  private titleText: string[] = [];
  private depth = 0;
  /** Depth of the outermost element that is not read, while within it. */
  private droppedFrom: number | undefined;
  private inTitle = false;
  private pre = 0;
  private articles = 0;
  private level: number | undefined;
  /** What the next block begins with: the mark of a list's item. */
  private mark: string | undefined;

  findings(): Findings {
    this.flush();
    return { title: this.titleText.join(''), blocks: this.found };
  }

  onopentag(name: string, attributes: Attributes): void {
    this.depth += 1;
    if (this.depth > MAX_DEPTH)
      throw new DocumentFault('malformed', `Its elements are nested more than ${MAX_DEPTH} deep.`);
    if (this.droppedFrom !== undefined) return;
    if (isDropped(name, attributes, this.articles > 0)) {
      this.droppedFrom = this.depth;
      return;
    }
    if (isBlock(name)) this.flush();
    this.opens(name, attributes);
  }

  ontext(data: string): void {
    if (this.inTitle) this.titleText.push(data);
    else if (this.droppedFrom === undefined) this.text.push(this.pre > 0 ? data : data.replace(/[ \t\r\n\f]+/g, ' '));
  }

  onclosetag(name: string): void {
    if (this.droppedFrom === undefined) {
      if (isBlock(name)) this.flush();
      this.closes(name);
    } else if (this.droppedFrom === this.depth) this.droppedFrom = undefined;
    this.depth -= 1;
  }

  private opens(name: string, attributes: Attributes): void {
    this.level = headingLevel(name) ?? this.level;
    if (name === 'title') this.inTitle = true;
    else if (name === 'br') this.text.push('\n');
    else if (name === 'img') this.text.push(attributes.alt ? ` ${attributes.alt} ` : ' ');
    else if (name === 'pre') this.pre += 1;
    else if (name === 'article' || name === 'main') this.articles += 1;
    else if (name === 'ol' || name === 'ul')
      this.lists.push({ ordered: name === 'ol', items: startOf(attributes.start) });
    else if (name === 'li') this.mark = this.nextMark();
    else this.opensInTable(name, attributes);
  }

  private opensInTable(name: string, attributes: Attributes): void {
    const table = this.tables.at(-1);
    if (name === 'table') {
      table?.nest();
      this.tables.push(new HtmlTable());
    } else if (name === 'tr') table?.openRow();
    else if (name === 'td' || name === 'th') table?.openCell(name === 'th', attributes);
  }

  private closes(name: string): void {
    if (headingLevel(name)) this.level = undefined;
    else if (name === 'title') this.inTitle = false;
    else if (name === 'pre') this.pre = Math.max(0, this.pre - 1);
    else if (name === 'article' || name === 'main') this.articles -= 1;
    else if (name === 'ol' || name === 'ul') this.lists.pop();
    else if (name === 'li') this.mark = undefined;
    else if (name === 'td' || name === 'th') this.tables.at(-1)?.closeCell();
    else if (name === 'table') {
      const table = this.tables.pop();
      if (table) this.sink.push(...table.blocks());
    }
  }

  private get sink(): RawBlock[] {
    return this.tables.at(-1)?.sink ?? this.found;
  }

  /** Ends the block that is being read. */
  private flush(): void {
    const text = this.text.join('');
    this.text = [];
    if (text.trim() === '') return;
    const kind = this.kind();
    const mark = kind === 'list-item' ? this.mark : undefined;
    this.mark = undefined;
    this.sink.push({
      kind,
      text: mark ? `${mark} ${text.trim()}` : text,
      level: kind === 'heading' ? this.level : undefined,
    });
  }

  private kind(): BlockKind {
    if (this.level !== undefined) return 'heading';
    if (this.pre > 0) return 'code';
    return this.mark === undefined ? 'paragraph' : 'list-item';
  }

  private nextMark(): string {
    const list = this.lists.at(-1);
    if (!list?.ordered) return '-';
    list.items += 1;
    return `${list.items}.`;
  }
}

/** How many items a list that begins with this number has had before. */
const startOf = (start: string | undefined): number => (Number.parseInt(start ?? '1', 10) || 1) - 1;
