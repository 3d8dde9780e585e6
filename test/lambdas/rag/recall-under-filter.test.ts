import { type Viewer, viewerOf } from '../../../lambdas/rag/domain/access';
import type { Hit, Leg } from '../../../lambdas/rag/domain/ports';
import { fuseLegs, LEG_SIZE } from '../../../lambdas/rag/domain/retrieval/legs';
import { testSeed } from '../../support/seed/seed';
import { alice } from '../support/principals';
import { Dice } from './support/dice';
import { anyPrincipal, mayRead, SHARDS } from './support/marked-corpus';
import { vectorOf } from './support/models';
import { type Reading, type ServedIndex, startServedIndex } from './support/served-index';
import { type TopicDocument, topicDocuments, topicQuestion, writeAll } from './support/topic-corpus';

const dice = new Dice(testSeed);
const TOP = 10;
const ALL = 1_000;

const keyword = (text: string): Leg => ({ kind: 'keyword', text });
const vector = (text: string): Leg => ({ kind: 'vector', vector: vectorOf(text) });
const standings = (hits: readonly Hit[]) => hits.map(({ passage, score }) => [passage.documentId, score] as const);
const idsOf = (hits: readonly Hit[]) => hits.map(({ passage }) => passage.documentId);

/** Of the documents on a topic, or of as many as fit into the first ten, the part that is among those. */
function recallOf(found: readonly string[], relevant: ReadonlySet<string>): number {
  if (relevant.size === 0) return 1;
  return found.slice(0, TOP).filter((id) => relevant.has(id)).length / Math.min(relevant.size, TOP);
}

const started = new Set<ServedIndex>();
async function indexed(documents: readonly TopicDocument[]): Promise<ServedIndex> {
  const index = await startServedIndex(SHARDS);
  started.add(index);
  await writeAll(index, documents);
  return index;
}
async function stop(index: ServedIndex): Promise<void> {
  started.delete(index);
  await index.stop();
}
afterAll(() => Promise.all([...started].map(stop)));

interface Compared {
  readonly who: Viewer;
  readonly text: string;
  readonly topic: number;
  readonly allowed: readonly TopicDocument[];
  /** What a leg finds in the whole corpus. */
  readonly filtered: (leg: Leg, size: number) => Promise<Hit[]>;
  /** What it finds in a corpus that holds only what is allowed. */
  readonly alone: (leg: Leg, size: number) => Promise<Hit[]>;
}

const asking =
  (who: Viewer, { search }: Reading) =>
  async (leg: Leg, size: number): Promise<Hit[]> =>
    (await search.search(who, [leg], size))[0] ?? [];

describe(`a search under the filter, beside one of a corpus that holds only what is allowed (seed ${testSeed})`, () => {
  const documents = topicDocuments(dice, 300);
  let whole: ServedIndex;
  beforeAll(async () => {
    whole = await indexed(documents);
  }, 60_000);

  /** Asks as several people, each beside a corpus of their own. */
  async function eachQuestion(check: (compared: Compared) => Promise<void>): Promise<void> {
    for (let people = 0; people < 4; people += 1) {
      const principal = anyPrincipal(dice);
      const who = viewerOf(principal);
      const allowed = documents.filter(({ org, acl }) => mayRead(principal, org, acl));
      const own = await indexed(allowed);
      const searches = { filtered: asking(who, whole.filtered), alone: asking(who, own.filtered) };
      for (let questions = 0; questions < 12; questions += 1)
        await check({ who, ...topicQuestion(dice), allowed, ...searches });
      await stop(own);
    }
  }

  /**
   * Vectors know of nothing but themselves, so the lists are one, to the last score. The laptop's engine compares every vector that the
   * filter lets through; a domain in AWS walks a graph among them, and gives up a little of this for speed.
   */
  it('finds the same by vectors, in the same order, with the same scores', async () => {
    await eachQuestion(async ({ text, filtered, alone }) => {
      for (const size of [TOP, ALL])
        expect(standings(await filtered(vector(text), size))).toEqual(standings(await alone(vector(text), size)));
    });
  }, 60_000);

  /**
   * Words are scored by how rare they are, and that is counted over all documents of the shard, hidden ones and other organisations'
   * among them, as in any Lucene index. So scores, and an order that hangs on little, are not those of the small corpus. What
   * is the same: which documents match and how many come back; and the list is the unfiltered one with all that is hidden
   * struck out, so that a filter costs nobody a place.
   */
  it('finds the same by words, and loses no place to what is hidden', async () => {
    await eachQuestion(async ({ who, text, allowed, filtered, alone }) => {
      const all = await filtered(keyword(text), ALL);
      expect(idsOf(all).toSorted()).toEqual(idsOf(await alone(keyword(text), ALL)).toSorted());
      const names = new Set(allowed.map(({ documentId }) => documentId));
      const everything = standings(await asking(who, whole.unfiltered)(keyword(text), ALL));
      const left = everything.filter(([documentId]) => names.has(documentId));
      expect(standings(all)).toEqual(left);
      expect(standings(await filtered(keyword(text), TOP))).toEqual(left.slice(0, TOP));
    });
  }, 60_000);

  /** Where all that is found is taken, recall is one; in the first ten the order by words may differ a little, either way. */
  it('has the same recall by both together', async () => {
    const recalls: { readonly filtered: number; readonly alone: number }[] = [];
    await eachQuestion(async ({ text, topic, allowed, filtered, alone }) => {
      const [under, beside] = [await fused(text, filtered), await fused(text, alone)];
      expect(under.toSorted()).toEqual(beside.toSorted());
      const relevant = new Set(allowed.filter((each) => each.topic === topic).map(({ documentId }) => documentId));
      recalls.push({ filtered: recallOf(under, relevant), alone: recallOf(beside, relevant) });
    });
    const mean = (which: 'filtered' | 'alone') => recalls.reduce((sum, each) => sum + each[which], 0) / recalls.length;
    // It says something only if not everything fits into the first ten.
    expect(mean('alone')).toBeGreaterThan(0.5);
    expect(Math.abs(mean('filtered') - mean('alone'))).toBeLessThan(0.05);
  }, 60_000);

  async function fused(text: string, search: Compared['filtered']): Promise<string[]> {
    const legs = [keyword(text), vector(text)].map((leg) => ({ leg, variant: 0 }));
    const hits = await Promise.all(legs.map(({ leg }) => search(leg, LEG_SIZE)));
    return fuseLegs(legs, hits, 'rrf').map(({ passage }) => passage.documentId);
  }
});

it('finds as many as are asked for where one passage in a thousand is allowed, and all others are nearer', async () => {
  const about = { org: alice.org, topic: 0, title: 'Budget' };
  const nobody = { users: [], groups: [], everyone: false, classification: 0 };
  const index = await indexed([]);
  await writeAll(index, [{ ...about, documentId: 'hidden', acl: nobody, text: 'budget budget budget' }], 999 * TOP);
  const seen = Array.from({ length: TOP }, (_, at) => {
    const text = `A budget, among ${at} other words that are farther away from what is asked.`;
    return { ...about, documentId: `seen${at}`, acl: { ...nobody, everyone: true }, text };
  });
  await writeAll(index, seen);
  for (const leg of [keyword('budget'), vector('budget budget budget')]) {
    const found = await asking(viewerOf(alice), index.filtered)(leg, TOP);
    expect(idsOf(found).toSorted()).toEqual(seen.map(({ documentId }) => documentId));
    // What a filter after the search would have left of all that a leg brings.
    const before = await asking(viewerOf(alice), index.unfiltered)(leg, LEG_SIZE);
    expect(new Set(idsOf(before))).toEqual(new Set(['hidden']));
  }
}, 60_000);
