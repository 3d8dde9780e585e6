import * as fc from 'fast-check';
import type { Acl } from '../../../lambdas/rag/domain/access';
import { type Head, isGone } from '../../../lambdas/rag/domain/head';
import type { Work } from '../../../lambdas/rag/domain/work';
import { documentKeyOf } from '../../../lambdas/rag/org-hash';
import { type Content, IngestWorld, textsOf } from './support/ingest-world';
import { Interleaving } from './support/interleaving';

const org = 'acme';
const documentId = 'd1';
const owner = 'alice';
const key = documentKeyOf(org, documentId);
/** Receives of a message before it is given up, as the handler does it. */
const MAX_RECEIVES = 4;

type Command =
  | { readonly do: 'upload'; readonly content: Content }
  /** A form is used once more while it is valid. */
  | { readonly do: 'overwrite'; readonly upload: number; readonly content: Content }
  | { readonly do: 'permissions'; readonly group: string }
  | { readonly do: 'again' }
  | { readonly do: 'duplicate'; readonly message: number }
  | { readonly do: 'delete' }
  | { readonly do: 'revive'; readonly content: Content };

const content: fc.Arbitrary<Content> = fc.record({
  name: fc.constantFrom('a', 'b', 'c'),
  chunks: fc.integer({ min: 1, max: 3 }),
  bad: fc.constantFrom(false, false, false, true),
  scanned: fc.constantFrom(false, false, true),
});
const upload = fc.record({ do: fc.constant('upload' as const), content });
const command = (deletes: boolean): fc.Arbitrary<Command> =>
  fc.oneof(
    { weight: 4, arbitrary: upload },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('overwrite' as const), upload: fc.nat({ max: 9 }), content }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('permissions' as const),
        group: fc.constantFrom('staff', 'legal', 'board'),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'again' as const }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('duplicate' as const), message: fc.nat({ max: 9 }) }) },
    ...(deletes
      ? [
          { weight: 1, arbitrary: fc.constant({ do: 'delete' as const }) },
          { weight: 1, arbitrary: fc.record({ do: fc.constant('revive' as const), content }) },
        ]
      : []),
  );

const scenario = (deletes: boolean) =>
  fc.record({
    commands: fc
      .array(command(deletes), { minLength: 1, maxLength: 8 })
      .map((rest) => [{ do: 'upload' as const, content: { name: 'a', chunks: 2 } }, ...rest]),
    // By themselves, arrays stay short: everything after them would be in order.
    choices: fc.array(fc.nat({ max: 999 }), { minLength: 100, maxLength: 900, size: 'max' }),
    deaths: fc.nat({ max: 5 }),
    pace: fc.integer({ min: 3, max: 12 }),
  });

/** Of one document: there is one index here. */
type DocumentWork = Extract<Work, { uploadId: string }> | Extract<Work, { kind: 'permissions' | 'delete' }>;

interface Message {
  readonly work: DocumentWork;
  receives: number;
}

/** One document, whoever uploads, changes and deletes it, and the workers, some of which die. */
class Run {
  readonly world = new IngestWorld();
  readonly queue: Message[] = [];
  private readonly all: DocumentWork[] = [];
  /** What was uploaded, in the order in which it was wanted: by upload, its contents one after the other. */
  readonly uploads = new Map<string, readonly Content[]>();
  private ids = 0;
  abandoned = 0;
  private seen: Head | undefined;
  readonly interleaving: Interleaving;

  constructor(
    choices: readonly number[],
    deaths: number,
    /** One step in so many is a command, and another one takes up a message. */
    private readonly pace: number,
  ) {
    this.interleaving = new Interleaving(choices, deaths, () => this.check());
  }

  get head(): Head | undefined {
    return [...this.world.store.heads.values()][0];
  }

  get chunks() {
    return [...this.world.index.values()].toSorted((left, right) => left.ordinal - right.ordinal);
  }

  /** At every moment, a reader that checks the head sees one version, whole; and once one was there, there is one. */
  private check(): void {
    const { head, seen } = this;
    if (head && seen && !isGone(head) && !isGone(seen) && head.createdAt === seen.createdAt) {
      expect(head.liveVersion).toBeGreaterThanOrEqual(seen.liveVersion);
    }
    this.seen = head;
    if (!head || isGone(head) || head.liveVersion === 0) return;
    const texts = this.chunks.filter(({ version }) => version === head.liveVersion).map(({ text }) => text);
    const whole = [...this.contents].some((one) => textsOf(one).join() === texts.join());
    if (!whole) throw new Error(`A reader sees [${texts}] of version ${head.liveVersion}`);
    expect(texts).toHaveLength(head.chunks);
  }

  private readonly contents = new Set<Content>();

  private enqueue(work: DocumentWork): void {
    this.all.push(work);
    this.queue.push({ work, receives: 0 });
  }

  private newId(): string {
    this.ids += 1;
    return `u${this.ids}`;
  }

  private put(uploadId: string, one: Content): void {
    this.contents.add(one);
    this.uploads.set(uploadId, [...(this.uploads.get(uploadId) ?? []), one]);
    this.world.put(key, uploadId, one);
    this.enqueue({ kind: 'uploaded', ...key, uploadId });
  }

  private async upload(one: Content): Promise<void> {
    const { store } = this.world;
    const uploadId = this.newId();
    const isNew = !this.head && (await store.create(documentOf(), uploadOf(uploadId)));
    if (isNew || (await store.addUpload(org, documentId, owner, uploadOf(uploadId)))) this.put(uploadId, one);
  }

  async apply(command: Command): Promise<void> {
    const { store } = this.world;
    this.interleaving.happened(JSON.stringify(command));
    switch (command.do) {
      case 'upload':
        return this.upload(command.content);
      case 'revive': {
        const uploadId = this.newId();
        if (await store.revive(documentOf(), uploadOf(uploadId))) this.put(uploadId, command.content);
        return;
      }
      case 'overwrite': {
        const ids = [...this.uploads.keys()];
        const uploadId = ids[command.upload % ids.length];
        if (uploadId && this.world.objects.size > 0) this.put(uploadId, command.content);
        return;
      }
      case 'permissions':
        if (await store.setAcl(org, documentId, owner, aclOf(command.group)))
          this.enqueue({ kind: 'permissions', ...key });
        return;
      case 'again':
        if (this.head?.statusUploadId)
          this.enqueue({ kind: 'ingest', ...key, uploadId: this.head.statusUploadId, request: `r${this.all.length}` });
        return;
      case 'duplicate': {
        const work = this.all[command.message % this.all.length];
        if (work) this.queue.push({ work, receives: 0 });
        return;
      }
      case 'delete':
        if (await store.beginDeletion(org, documentId, owner, undefined)) this.enqueue({ kind: 'delete', ...key });
    }
  }

  /** Takes a message up, as the handler does. */
  deliver(): void {
    const [message] = this.queue.splice(this.interleaving.choose(this.queue.length), 1);
    if (!message) return;
    message.receives += 1;
    const { work } = message;
    const isLast = message.receives >= MAX_RECEIVES;
    this.interleaving.start(
      JSON.stringify(work),
      async (effect) => {
        const worker = this.world.worker(effect);
        const signal = new AbortController().signal;
        if (work.kind === 'permissions') return worker.changePermissions(key);
        if (work.kind === 'delete') return worker.erase(key, work.sweep === true);
        if (isLast) {
          this.abandoned += 1;
          return worker.abandon(key, work.uploadId, work.kind === 'scanned' ? work.version : undefined);
        }
        if (work.kind === 'scanned') return worker.look(work, signal);
        return worker.ingest(key, work.uploadId, signal, work.kind === 'ingest' ? work.request : undefined);
      },
      (error) => {
        if (error) this.queue.push(message);
        for (const { work: sent } of this.world.sent.splice(0)) this.enqueue(sent as DocumentWork);
      },
    );
  }

  async play(commands: readonly Command[]): Promise<void> {
    const rest = [...commands];
    while (rest.length > 0 || this.queue.length > 0 || this.interleaving.hasWork) {
      const what = this.interleaving.choose(this.pace);
      const next = rest[0];
      if (next && (what === 1 || (!this.interleaving.hasWork && this.queue.length === 0))) {
        rest.shift();
        await this.apply(next);
      } else if (this.queue.length > 0 && (what === 2 || !this.interleaving.hasWork)) this.deliver();
      else await this.interleaving.step();
    }
  }
}

const aclOf = (group: string): Acl => ({ users: [owner], groups: [group], everyone: false, classification: 0 });
const documentOf = () => ({ documentId, org, owner, source: 'upload', acl: aclOf('staff') });
const uploadOf = (uploadId: string) => ({
  ...{ uploadId, title: 'T', contentType: 'text/plain' as const, size: 1, modifiedAt: 0 },
});

/** What must be so when everything has been worked off. */
function expectSettled(run: Run): void {
  const { head, chunks, world } = run;
  if (!head) throw new Error('no head');
  if (isGone(head)) {
    expect(head.status).toBe('deleted');
    expect(chunks).toEqual([]);
    expect(world.originalsOf(key)).toEqual([]);
    expect([...(world.store.items.values().next().value ?? [])]).toEqual([]);
    return;
  }
  const possible = (run.uploads.get(head.liveUploadId ?? '') ?? []).map((one) => textsOf(one).join());
  if (head.liveVersion === 0) expect(chunks).toEqual([]);
  else expect(possible).toContain(chunks.map(({ text }) => text).join());
  for (const { version } of chunks) expect(version).toBe(head.liveVersion);
  for (const { acl } of chunks) expect(acl).toEqual(head.acl);
  const uploads = [...(world.store.items.values().next().value?.values() ?? [])];
  const kept = uploads.filter(
    ({ uploadId, version }) => uploadId === head.liveUploadId || version > head.decidedVersion,
  );
  expect(world.originalsOf(key).toSorted()).toEqual(kept.map(({ uploadId }) => uploadId).toSorted());
  expect(uploads).toHaveLength(kept.length);
  expect(['ready', 'failed']).toContain(head.status);
  if (head.status === 'ready') expect(head.statusVersion).toBe(head.decidedVersion);
}

interface Fate {
  readonly choices: readonly number[];
  readonly deaths: number;
  readonly pace: number;
}

async function played(commands: readonly Command[], { choices, deaths, pace }: Fate) {
  const run = new Run(choices, deaths, pace);
  try {
    await run.play(commands);
    expectSettled(run);
    return run;
  } catch (error) {
    const state = JSON.stringify({ head: run.head, chunks: run.chunks }, null, 1);
    throw new Error(`${(error as Error).message}\n${run.interleaving.log.join('\n')}\n${state}`);
  }
}

test('whoever dies and in whatever order things come, one version answers, whole, with the permissions that hold, and nothing else is left', async () => {
  await fc.assert(
    fc.asyncProperty(scenario(false), async ({ commands, ...fate }) => {
      const run = await played(commands, fate);
      // Nothing was given up and no form was used twice: then the last that can be read answers.
      if (run.abandoned > 0 || commands.some((one) => one.do === 'overwrite')) return;
      const good = [...run.uploads.values()]
        .flat()
        .filter(({ bad }) => !bad)
        .at(-1);
      expect(run.chunks.map(({ text }) => text)).toEqual(good ? textsOf(good) : []);
    }),
    { numRuns: 1500, endOnFailure: true },
  );
});

test('a deletion leaves nothing, whatever was under way; a document that comes again under its id is not touched by it', async () => {
  await fc.assert(
    fc.asyncProperty(scenario(true), async ({ commands, ...fate }) => {
      await played([...commands, { do: 'delete' }], fate);
      await played(commands, fate);
    }),
    { numRuns: 800, endOnFailure: true },
  );
});
