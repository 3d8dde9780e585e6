import type { Viewer } from '../access';
import type { DocumentRecord } from '../document';
import type { Passage } from '../passage';
import { isVisible, visibleHeads } from '../retrieval/authority';
import type { RetrieveDeps } from '../retrieval/retrieval';
import type { Citation } from './answer';
import type { Numbered } from './prompt';
import type { Span } from './sentences';

export interface CitationDeps {
  readonly retrieval: Pick<RetrieveDeps, 'documents'>;
  readonly linkTo: (document: DocumentRecord) => Promise<string | undefined>;
}

type Unlinked = Omit<Citation, 'link'>;

/** The citations of one answer, each made when it is first needed: permission is asked for again, then there is a link. */
export class Citations {
  readonly all: Citation[] = [];
  private readonly refused = new Set<number>();

  constructor(
    private readonly who: Viewer,
    private readonly passages: readonly Numbered[],
    private readonly deps: CitationDeps,
  ) {}

  /** @returns numbers that may be shown still, and the citations that were not shown before */
  async cite(places: ReadonlyMap<number, Span>, signal: AbortSignal) {
    const known = new Set([...this.all.map(({ n }) => n), ...this.refused]);
    const wanted = this.passages.filter(({ n }) => places.has(n) && !known.has(n));
    const heads = await visibleHeads(
      this.who,
      wanted.map(({ passage }) => passage.documentId),
      this.deps.retrieval.documents,
      signal,
    );
    const seen = wanted.filter(({ passage }) => isVisible(heads, passage));
    const unlinked = seen.map(({ n, passage }) => citationOf(n, passage, places.get(n)));
    const fresh = await Promise.all(unlinked.map((each) => this.withLink(each, heads.get(each.documentId))));
    this.all.push(...fresh);
    for (const { n } of wanted) if (!fresh.some((citation) => citation.n === n)) this.refused.add(n);
    return { fresh, allowed: [...places.keys()].filter((n) => this.all.some((citation) => citation.n === n)) };
  }

  /** Those of an earlier answer that the viewer may see, with links of their own. */
  async linked(citations: readonly Unlinked[], signal: AbortSignal): Promise<Citation[]> {
    const ids = citations.map(({ documentId }) => documentId);
    const heads = await visibleHeads(this.who, ids, this.deps.retrieval.documents, signal);
    const seen = citations.filter(({ documentId, version }) => heads.get(documentId)?.liveVersion === version);
    return Promise.all(seen.map((each) => this.withLink(each, heads.get(each.documentId))));
  }

  private async withLink(citation: Unlinked, document: DocumentRecord | undefined): Promise<Citation> {
    const link = document && (await this.deps.linkTo(document));
    return { ...citation, ...(link !== undefined && { link }) };
  }
}

function citationOf(n: number, passage: Passage, span: Span = { start: 0, end: passage.text.length }): Unlinked {
  const { documentId, chunkId, version, title, page, section, text } = passage;
  // Where a passage's text is that of its document, sign by sign, the quote has a place of its own in it.
  const isExact = passage.end - passage.start === text.length;
  const place = isExact
    ? { start: passage.start + span.start, end: passage.start + span.end }
    : { start: passage.start, end: passage.end };
  return { n, documentId, chunkId, version, title, page, section, ...place, quote: text.slice(span.start, span.end) };
}
