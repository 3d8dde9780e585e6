import type { Acl } from '../../../../lambdas/rag/domain/access';
import { type Head, isGone } from '../../../../lambdas/rag/domain/head';
import type { DocumentKey } from '../../../../lambdas/rag/domain/original-key';
import { createIngestion } from '../../../../lambdas/rag/ingestion';
import { documentKeyOf } from '../../../../lambdas/rag/org-hash';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import type { Dice } from './dice';
import { atOnce, type Effect, IngestWorld, throughEffects } from './ingest-world';
import { anyAcl, documentIdOf, draftOf, indexOf, mayRead, ORGS, uploadIdOf } from './marked-corpus';
import { wordEmbedder } from './models';
import type { ServedIndex } from './served-index';

type Worker = ReturnType<typeof createIngestion>;

/** Something a worker has still to do, as a message of the queue says it. */
type Task = (worker: Worker) => Promise<void>;

export interface MarkedDocument {
  readonly documentId: string;
  readonly org: string;
  readonly key: DocumentKey;
  /** Where the store in memory has its record. */
  readonly item: string;
  edition: number;
}

const owner = 'owner';
const signal = new AbortController().signal;

/**
 * Documents whose records are in memory and whose chunks are in a search engine, by the product's own ingestion. Changes are made to
 * records at once. The index has them when a worker has done its work: it may come late, in any order, and die on the way.
 */
export class MarkedLibrary {
  readonly world = new IngestWorld();
  readonly documents: MarkedDocument[];
  /** Permissions that chunks have in the index, whatever the record says. */
  private readonly copies = new Map<string, Acl>();
  private readonly waiting: Task[] = [];

  constructor(
    private readonly index: ServedIndex,
    private readonly dice: Dice,
    count: number,
  ) {
    this.documents = Array.from({ length: count }, (_, at) => {
      const [documentId, org] = [documentIdOf(at), ORGS[at % ORGS.length] ?? 'acme'];
      const key = documentKeyOf(org, documentId);
      return { documentId, org, key, item: `${key.orgHash}#${documentId}`, edition: 0 };
    });
  }

  /** Documents that the index knows otherwise than their records, at most. */
  get behind(): number {
    return this.waiting.length;
  }

  /** What holds now of a document, as its record says it. */
  headOf(index: number): Head | undefined {
    return this.world.store.heads.get(this.documents[index]?.item ?? '');
  }

  /** Whether somebody may see a document by its record and does not find it, since the index has older permissions. */
  isLate(who: Principal, { org, documentId, item }: MarkedDocument): boolean {
    if (org !== who.org) return false;
    const head = this.world.store.heads.get(item);
    const copy = this.copies.get(documentId);
    return head?.status === 'ready' && mayRead(who, org, head.acl) && !!copy && !mayRead(who, org, copy);
  }

  /** One change of one document's record, of an organisation's or of any. */
  async change(org?: string): Promise<void> {
    const document = this.dice.pick(this.documents.filter((each) => org === undefined || each.org === org));
    const index = indexOf(document.documentId);
    const head = this.headOf(index);
    if (!head || head.status === 'deleted' || this.dice.chance(0.35)) await this.write(index);
    else if (this.dice.chance(0.08)) await this.remove(document);
    else await this.permit(document, anyAcl(this.dice));
  }

  /** A new edition of a document; it answers when a worker has read it. @param acl of a document that comes for the first time */
  async write(index: number, acl = anyAcl(this.dice)): Promise<void> {
    const document = this.documents[index] as MarkedDocument;
    const head = this.headOf(index);
    if (head?.status === 'deleting') return;
    document.edition += 1;
    const { org, documentId, key, edition } = document;
    const { title, link, section, texts } = draftOf({ index, edition }, this.dice);
    const uploadId = uploadIdOf(edition);
    const upload = {
      uploadId,
      title,
      link,
      contentType: 'text/plain' as const,
      size: 1,
      modifiedAt: 1_700_000_000_000,
    };
    const fresh = { documentId, org, owner, source: 'upload', acl };
    const { store } = this.world;
    if (!head) await store.create(fresh, upload);
    else if (isGone(head)) await store.revive(fresh, upload);
    else await store.addUpload(org, documentId, owner, upload);
    this.world.put(key, uploadId, { name: JSON.stringify({ texts, section }), chunks: texts.length });
    this.waiting.push((worker) => worker.ingest(key, uploadId, signal));
  }

  async permit({ org, documentId, key }: MarkedDocument, acl: Acl): Promise<void> {
    await this.world.store.setAcl(org, documentId, owner, acl);
    this.waiting.push((worker) => worker.changePermissions(key));
  }

  private async remove({ org, documentId, key }: MarkedDocument): Promise<void> {
    await this.world.store.beginDeletion(org, documentId, owner, undefined);
    this.waiting.push((worker) => worker.erase(key, false));
  }

  /** One message, and not always the oldest. A worker that dies leaves it where it was, and what it had done until then. */
  async work(mayDie: boolean): Promise<void> {
    const at = this.dice.below(this.waiting.length);
    const [task] = this.waiting.splice(at, 1);
    if (!task) return;
    const died = mayDie && this.dice.chance(0.3) ? dyingAfter(this.dice.below(12)) : undefined;
    try {
      await task(this.worker(died?.effect));
    } catch (error) {
      if (!died?.happened()) throw error;
      this.waiting.push(task);
    }
  }

  /** All that waits. */
  async catchUp(): Promise<void> {
    while (this.waiting.length > 0) await this.work(false);
  }

  private worker(effect: Effect = atOnce): Worker {
    const writer = throughEffects(this.copying(), effect, 'index');
    return createIngestion({
      ...this.world.deps(effect),
      reading: {
        read: async (bytes) => ({ kind: 'text', ...chunksOf(JSON.parse(Buffer.from(bytes).toString()).name) }),
        readScan: () => Promise.reject(new Error('There are no scans here')),
      },
      embedderOf: () => ({
        ...wordEmbedder,
        embed: (texts, ...rest) => {
          this.world.embedded.push(...texts);
          return wordEmbedder.embed(texts, ...rest);
        },
      }),
      index: writer,
      answers: writer,
    });
  }

  /** The index's writer, of which it is noted what permissions it was given. */
  private copying(): ServedIndex['writer'] {
    const { writer } = this.index;
    return {
      ...writer,
      write: async (index, document, ...rest) => {
        await writer.write(index, document, ...rest);
        this.copies.set(document.documentId, document.acl);
      },
      setAcl: async (document, version, chunks, acl) => {
        await writer.setAcl(document, version, chunks, acl);
        this.copies.set(document.documentId, acl);
      },
    };
  }
}

function chunksOf(content: string) {
  const { texts, section }: { texts: string[]; section: string[] } = JSON.parse(content);
  const chunks = texts.map((text, ordinal) => {
    return { ordinal, text, section, tokens: 30, start: 1000 * ordinal, end: 1000 * ordinal + text.length };
  });
  return { chunks, language: 'en' };
}

/** A process that ends after so many effects; the one in which it ends may have happened or not. */
function dyingAfter(effects: number) {
  let left = effects;
  let isDead = false;
  const effect: Effect = async (_name, run) => {
    if (!isDead && left > 0) {
      left -= 1;
      return await run();
    }
    if (!isDead && effects % 2 === 0) await run();
    isDead = true;
    throw new Error('The worker died');
  };
  return { effect, happened: () => isDead };
}
