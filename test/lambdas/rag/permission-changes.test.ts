import type { Acl } from '../../../lambdas/rag/domain/access';
import type { Principal } from '../../../lambdas/shared/domain/principal';
import { alice } from '../support/principals';
import { Dice } from './support/dice';
import { marksIn } from './support/marked-corpus';
import { type MarkedDocument, MarkedLibrary } from './support/marked-library';
import { type ServedIndex, startServedIndex } from './support/served-index';
import { type ServedRag, servedRag } from './support/served-rag';

const bob: Principal = { ...alice, userId: 'bob', groups: ['sales'], clearance: 1 };
const nobody: Acl = { users: [], groups: [], everyone: false, classification: 0 };
const everyone: Acl = { ...nobody, everyone: true };
const question = 'What comes before what?';

let index: ServedIndex;
beforeEach(async () => {
  index = await startServedIndex(1);
});
afterEach(() => index.stop());

/** One document that a worker has read. */
async function setUp(acl: Acl) {
  const library = new MarkedLibrary(index, new Dice(1), 1);
  await library.write(0, acl);
  await library.catchUp();
  const rag = servedRag({ index, library, filters: true, authority: true });
  const document = library.documents[0] as MarkedDocument;
  const embedded = library.world.embedded.length;
  return { library, rag, document, embedded };
}

const responses: Readonly<Record<string, (rag: ServedRag, who: Principal) => Promise<string>>> = {
  search: async ({ api }, who) => (await api.search({ query: question }, who)).body,
  answers: async ({ api }, who) => (await api.answer({ question }, who)).body,
  'answers as a stream': async ({ api }, who) => (await api.answer({ question, stream: true }, who)).body,
  suggestions: async ({ api }, who) => (await api.suggest('rep', who)).body,
  tool: async ({ api }, who) => JSON.stringify(await api.tool({ caller: who, input: { query: question } })),
};

/** Paths on which somebody is shown the document, or anything of it goes to a model or into the audit on their behalf. */
async function pathsTo(rag: ServedRag, who: Principal): Promise<string[]> {
  const seen: string[] = [];
  rag.left();
  for (const [path, response] of Object.entries(responses)) {
    const text = `${await response(rag, who)}\n${rag.left()}`;
    if (marksIn(text).marks.length > 0 || marksIn(text).named.length > 0) seen.push(path);
    // An answer that was kept can be found.
    index.pass(1_000);
  }
  return seen;
}
const allPaths = Object.keys(responses);

it('what is taken away is gone with the next request, while the index knows nothing of it and an answer is kept', async () => {
  const { library, rag, document, embedded } = await setUp(everyone);
  expect(await pathsTo(rag, bob)).toEqual(allPaths);
  expect((await rag.api.answer({ question }, bob)).body).toContain('"cached":true');

  await library.permit(document, { ...everyone, classification: 2 });
  expect(await pathsTo(rag, bob)).toEqual([]);
  // The index gave it, as it had to: the record stopped it.
  expect(rag.stopped.passages).toBeGreaterThan(0);
  // Who may see it still is given the answer that was kept.
  expect((await rag.api.answer({ question }, alice)).body).toContain('"cached":true');

  await library.catchUp();
  const { passages } = rag.stopped;
  expect(await pathsTo(rag, bob)).toEqual([]);
  expect(await pathsTo(rag, alice)).toEqual(allPaths);
  // By now the index does not even give it, and nothing was embedded for that.
  expect(rag.stopped.passages).toBe(passages);
  expect(library.world.embedded).toHaveLength(embedded);
});

it('what is given is found as soon as the index has it, without embedding it again', async () => {
  const { library, rag, document, embedded } = await setUp({ ...nobody, groups: ['board'] });
  expect(await pathsTo(rag, bob)).toEqual([]);
  await library.permit(document, { ...nobody, groups: ['board', 'sales'] });
  expect(await pathsTo(rag, bob)).toEqual([]);
  await library.catchUp();
  expect(await pathsTo(rag, bob)).toEqual(allPaths);
  expect(await pathsTo(rag, alice)).toEqual([]);
  expect(library.world.embedded).toHaveLength(embedded);
});

it('an answer that was kept for one is given to another who was given its documents, at once', async () => {
  const { library, rag, document } = await setUp({ ...nobody, users: ['alice'] });
  expect(await pathsTo(rag, alice)).toEqual(allPaths);
  await library.permit(document, { ...nobody, users: ['alice', 'bob'] });
  expect(await pathsTo(rag, bob)).toEqual(['answers', 'answers as a stream']);
});
