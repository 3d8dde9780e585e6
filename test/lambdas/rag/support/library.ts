import type { Acl } from '../../../../lambdas/rag/domain/access';
import type { DocumentRecord } from '../../../../lambdas/rag/domain/document';
import { chunkIdOf, type Passage } from '../../../../lambdas/rag/domain/passage';
import type { DocumentReader, Leg, SearchIndex } from '../../../../lambdas/rag/domain/ports';
import { dot, vectorOf } from './models';

export interface NewDocument {
  readonly documentId: string;
  readonly org?: string;
  readonly title?: string;
  readonly acl?: Partial<Acl>;
  readonly texts: readonly string[];
  readonly section?: readonly string[];
  readonly source?: string;
  readonly link?: string;
  readonly modifiedAt?: number;
}

export const open: Acl = { users: [], groups: [], everyone: true, classification: 0 };

/** Documents with their records, which tell who may see them, and an index of all that was ever written into it. */
export class Library {
  readonly heads = new Map<string, DocumentRecord>();
  readonly indexed: Passage[] = [];

  /** Adds a document, or a new version of one, which answers from now on. The index forgets nothing. */
  add({ documentId, org = 'acme', title = documentId, acl, texts, section = [], ...more }: NewDocument): void {
    const known = this.heads.get(documentId);
    const version = (known?.liveVersion ?? 0) + 1;
    const { source = 'upload', link, modifiedAt = 1_700_000_000_000 } = more;
    this.heads.set(documentId, {
      ...{ documentId, org, title, source, link, modifiedAt, version },
      ...{ owner: 'alice', contentType: 'text/plain', size: 1, aclVersion: 1, status: 'ready' },
      ...{ acl: { ...open, ...acl }, liveVersion: version, chunks: texts.length, createdAt: 0, updatedAt: 0 },
    });
    texts.forEach((text, ordinal) => {
      const chunkId = chunkIdOf(documentId, version, ordinal);
      const place = { ordinal, section, start: 1000 * ordinal, end: 1000 * ordinal + text.length };
      const passage = { ...place, documentId, version, title, source, link, modifiedAt, chunkId, text };
      this.indexed.push({ ...passage, tokens: Math.ceil(text.length / 4), contentType: 'text/plain' });
    });
  }

  change(documentId: string, change: Partial<DocumentRecord>): void {
    const head = this.heads.get(documentId);
    if (head) this.heads.set(documentId, { ...head, ...change });
  }

  /** As DynamoDB would answer, but for the organisation: that is left to whoever asks. */
  readonly documents: DocumentReader = {
    find: async (_org, documentId) => this.heads.get(documentId),
    findAll: async (_org, ids) => [...new Set(ids)].flatMap((id) => this.heads.get(id) ?? []),
  };

  /** An index that knows nothing of permissions: it gives everyone everything, of every organisation and version. */
  readonly untrusted: SearchIndex = {
    search: async (_who, legs, size) => legs.map((leg) => this.ranked(leg).slice(0, size)),
    suggest: async (_who, _prefix, size) =>
      this.indexed.slice(0, size).map(({ documentId, title }) => ({ documentId, title })),
  };

  private ranked(leg: Leg) {
    return this.indexed
      .map((passage) => ({ passage, score: scoreOf(leg, `${passage.title} ${passage.text}`) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.passage.chunkId < b.passage.chunkId ? -1 : 1));
  }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

function scoreOf(leg: Leg, text: string): number {
  if (leg.kind === 'vector') return dot(leg.vector, vectorOf(text));
  const words = new Set(wordsOf(text));
  return wordsOf(leg.text).filter((word) => words.has(word)).length;
}
