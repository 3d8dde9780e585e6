import type { Connector, Inventory, Known } from '../../../../../lambdas/rag/connectors/connector';
import { createAclMapper, fingerprintOf } from '../../../../../lambdas/rag/connectors/identity';
import { type Source, type SourceOf, sourceSchema } from '../../../../../lambdas/rag/connectors/settings';
import type { SourceDocument, SourceDocuments } from '../../../../../lambdas/rag/connectors/source-documents';
import { noCounts, type SourceMemory, type SyncCounts, sync } from '../../../../../lambdas/rag/connectors/sync';

export type Stored = Omit<SourceDocument, 'body'> & { readonly text: string };

/** Where a run may die: before and after everything that it does to the world. */
export type Step = () => void;

/** What outlives a run: inventory, cursor, documents. */
export class World {
  readonly known = new Map<string, Known>();
  readonly documents = new Map<string, Stored>();
  cursor: unknown;
  readonly log: string[] = [];
  step: Step = () => undefined;

  get inventory(): Inventory {
    return this.memory;
  }

  readonly memory: SourceMemory = {
    find: async (externalId) => this.known.get(externalId),
    list: (prefix = '', after) => this.listed(prefix, after),
    record: async (known) => this.frame(() => this.known.set(known.externalId, known)),
    forget: async (externalId) => this.frame(() => this.known.delete(externalId)),
    // As a table keeps it.
    keepCursor: async (cursor) => this.frame(() => (this.cursor = JSON.parse(JSON.stringify(cursor)))),
  };

  readonly target: SourceDocuments = {
    put: async ({ body, ...document }) =>
      this.frame(() => {
        this.log.push(`put ${document.externalId}`);
        const text = new TextDecoder().decode(body);
        // Permissions of what is there already are changed by `setAcl` alone.
        const acl = this.documents.get(document.documentId)?.acl ?? document.acl;
        this.documents.set(document.documentId, { ...document, acl, text });
      }),
    setAcl: async ({ documentId }, acl) =>
      this.frame(() => {
        const document = this.documents.get(documentId);
        this.log.push(`acl ${document?.externalId}`);
        if (document) this.documents.set(documentId, { ...document, acl });
      }),
    remove: async ({ documentId }) =>
      this.frame(() => {
        this.log.push(`remove ${this.documents.get(documentId)?.externalId}`);
        this.documents.delete(documentId);
      }),
  };

  /** Documents by their ids at the source. */
  get all(): ReadonlyMap<string, Stored> {
    return new Map([...this.documents.values()].map((document) => [document.externalId, document]));
  }

  /** What people would notice: text and permissions by id. */
  get seen() {
    return Object.fromEntries(
      [...this.all]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([id, { text, acl }]) => [id, `${text} ${fingerprintOf(acl)}`]),
    );
  }

  async run(connector: Connector, signal = new AbortController().signal): Promise<SyncCounts & { through: boolean }> {
    const counts = noCounts();
    const deps = { org: 'acme', sourceId: 'source', connector, memory: this.memory, documents: this.target };
    const through = await sync(deps, this.cursor, counts, signal);
    return { ...counts, through };
  }

  private frame(effect: () => unknown): void {
    this.step();
    effect();
    this.step();
  }

  private async *listed(prefix: string, after: string | undefined): AsyncIterable<Known> {
    const ids = [...this.known.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    for (const id of ids) {
      const known = this.known.get(id);
      const isAfter = after === undefined || Buffer.compare(Buffer.from(id), Buffer.from(after)) > 0;
      if (known && isAfter && id.startsWith(prefix)) yield known;
    }
  }
}

/** Settings of a source as its schema completes them. */
export function sourceOf<Kind extends Source['kind']>(
  kind: Kind,
  settings: Readonly<Record<string, unknown>>,
): SourceOf<Kind> {
  const identity = { emailDomains: ['acme.example'], groupPrefix: 'ext:', everyone: ['all-staff'] };
  return sourceSchema.parse({
    kind,
    id: 'source',
    org: 'acme',
    owner: 'owner',
    identity,
    ...settings,
  }) as SourceOf<Kind>;
}

export const mapperOf = (source: Source) => createAclMapper(source);
export const never = new AbortController().signal;
