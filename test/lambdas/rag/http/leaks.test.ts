import * as fc from 'fast-check';
import { type Acl, maySee, viewerOf } from '../../../../lambdas/rag/domain/access';
import type { Principal } from '../../../../lambdas/shared/domain/principal';
import { alice } from '../../support/principals';
import { anyAcl, anyOrg, anyViewer } from '../support/anyone';
import { Library, open } from '../support/library';
import { repeating, SayingModel } from '../support/models';
import { queryApi } from '../support/query-api';

const DOCUMENTS = 8;
/** Texts and titles say which document and version they are of; nothing else does. */
const mark = (index: number, version: number) => `mark${String.fromCodePoint(97 + index)}${'x'.repeat(version)}end`;
const titleMark = (index: number) => `title${String.fromCodePoint(97 + index)}end`;
const nameOf = (index: number) => `d${index}`;

const anyPath = fc.constantFrom('search', 'answer', 'answer', 'stream', 'stream', 'suggestions', 'tool');
const anyQuestion = fc.constantFrom('budget of a team', 'which team has a version of the title');
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('ask'), who: anyViewer, path: anyPath, question: anyQuestion }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('permit'), index: fc.nat(DOCUMENTS - 1), acl: anyAcl }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('replace'), index: fc.nat(DOCUMENTS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), index: fc.nat(DOCUMENTS - 1) }) },
);
type Step =
  | { kind: 'ask'; who: ReturnType<typeof viewerOf>; path: string; question: string }
  | { kind: 'permit'; index: number; acl: Acl }
  | { kind: 'replace'; index: number }
  | { kind: 'delete'; index: number };

/** A library whose index never forgets, behind a cache that gives everyone everything. */
class World {
  readonly library = new Library();
  /** Reads all passages and cites every other one: what it only read is a source of the answer, too. */
  readonly model = new SayingModel((prompt) => repeating(prompt).replace(/[^.\]]*\. \[[2468]\]/g, ''));
  readonly api = queryApi(this.library, { model: this.model });
  readonly shown = { passages: 0, asked: 0, cached: 0 };

  constructor(private readonly documents: readonly { readonly org: string; readonly acl: Acl }[]) {
    documents.forEach((_, index) => {
      this.write(index);
    });
  }

  private write(index: number): void {
    const { org, acl } = this.documents[index] ?? { org: 'acme', acl: undefined };
    const version = (this.library.heads.get(nameOf(index))?.liveVersion ?? 0) + 1;
    const text = `The budget of team ${mark(index, version)} has a version.`;
    const known = this.library.heads.get(nameOf(index))?.acl;
    this.library.add({ documentId: nameOf(index), org, acl: known ?? acl, title: titleMark(index), texts: [text] });
  }

  async take(step: Step): Promise<void> {
    if (step.kind === 'permit') this.library.change(nameOf(step.index), { acl: step.acl });
    else if (step.kind === 'delete') this.library.change(nameOf(step.index), { status: 'deleting' });
    else if (step.kind === 'replace') this.write(step.index);
    else await this.ask(step);
  }

  private async ask({ who, path, question }: Extract<Step, { kind: 'ask' }>): Promise<void> {
    const principal: Principal = { ...alice, ...who };
    const before = this.model.prompts.length;
    const response = JSON.stringify(await this.respond(path, principal, question));
    const prompts = JSON.stringify(this.model.prompts.slice(before));
    this.shown.asked += 1;
    if (response.includes('\\"cached\\":true')) this.shown.cached += 1;
    for (const text of [response, prompts, JSON.stringify(this.api.audited.at(-1))]) this.check(who, text);
  }

  private respond(path: string, who: Principal, question: string): Promise<unknown> {
    if (path === 'search') return this.api.search({ query: question, size: 50 }, who);
    if (path === 'suggestions') return this.api.suggest('title', who);
    if (path === 'tool') return this.api.tool({ caller: who, input: { query: question } });
    return this.api.answer({ question, stream: path === 'stream' }, who);
  }

  /** Nothing of a document that the viewer may not see now, and nothing of a version that does not answer now. */
  private check(who: ReturnType<typeof viewerOf>, text: string): void {
    for (let index = 0; index < this.documents.length; index += 1) this.checkFor(who, text, index);
  }

  private checkFor(who: ReturnType<typeof viewerOf>, text: string, index: number): void {
    const head = this.library.heads.get(nameOf(index));
    if (!head) throw new Error('Every document has a head');
    const may = maySee(who, head.org, head.acl) && head.status === 'ready';
    const versions = Array.from({ length: head.liveVersion }, (_, before) => before + 1);
    for (const version of versions.filter((each) => text.includes(mark(index, each)))) {
      if (!may || version !== head.liveVersion)
        throw new Error(`${who.userId} got ${nameOf(index)}, version ${version}`);
      this.shown.passages += 1;
    }
    const named = text.includes(titleMark(index)) || new RegExp(`\\b${nameOf(index)}\\b`).test(text);
    if (named && !may) throw new Error(`${who.userId} got the name of ${nameOf(index)}`);
  }
}

/** Half of them open to all, so that people share answers; until that changes. */
const anyDocuments = fc.array(fc.record({ org: anyOrg, acl: fc.oneof(fc.constant(open), anyAcl) }), {
  minLength: DOCUMENTS,
  maxLength: DOCUMENTS,
});

it('shows on no path what a viewer may not see, while permissions and versions change', async () => {
  const total = { passages: 0, asked: 0, cached: 0 };
  await fc.assert(
    fc.asyncProperty(anyDocuments, fc.array(anyStep, { minLength: 20, maxLength: 60 }), async (documents, steps) => {
      const world = new World(documents);
      for (const step of steps as Step[]) await world.take(step);
      total.passages += world.shown.passages;
      total.asked += world.shown.asked;
      total.cached += world.shown.cached;
    }),
    { numRuns: 100 },
  );
  // It says something only if much was shown, and some of it from the cache.
  expect(total.asked).toBeGreaterThan(500);
  expect(total.passages).toBeGreaterThan(500);
  expect(total.cached).toBeGreaterThan(100);
}, 120_000);

it('would be noticed: an index that is trusted leaks', () => {
  const who = viewerOf(alice);
  const world = new World(
    Array.from({ length: DOCUMENTS }, () => ({
      org: 'globex',
      acl: { users: [], groups: [], everyone: false, classification: 3 },
    })),
  );
  // biome-ignore lint/complexity/useLiteralKeys: the check is private
  expect(() => world['check'](who, `... ${mark(0, 1)} ...`)).toThrow('got d0');
});
