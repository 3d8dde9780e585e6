import '../support/environment';
import { NOW } from '../support/events';
import { type ItemTable, startItemTable } from '../support/item-table';
import { texts } from '../support/moderation';
import { reviewApi } from '../support/review-api';

let table: ItemTable;
beforeAll(async () => {
  table = await startItemTable();
});
afterAll(() => table.stop());

const reject = { decision: 'reject', category: 'danger', note: 'a threat' };
const approve = { decision: 'approve', note: 'a line of a song' };
interface Similar {
  readonly id: string;
  readonly likeness: string;
  readonly distance?: number;
}

/** An API in which each thing happens a second after the one before. */
function setUp() {
  let time = NOW;
  const api = reviewApi(table, undefined, () => (time += 1_000));
  async function judged(content: string, data: Readonly<Record<string, unknown>>, decision: unknown = reject) {
    await api.submit({ content, ...data });
    const answer = await api.decide(api.ann, await api.firstWaiting(), decision);
    expect(answer.status).toBe(200);
  }
  async function claimed(content: string, data: Readonly<Record<string, unknown>>) {
    await api.submit({ content, ...data });
    const { status, json } = await api.step('claim', api.ben, await api.firstWaiting());
    expect(status).toBe(200);
    return json.similar as Similar[];
  }
  return { ...api, judged, claimed };
}

const song =
  'kill yourself, said the old song that we heard on the radio this morning while we were driving slowly along the coast road to the harbour';

it('who claims a review is told of earlier items like it, the most alike first, with what became of them', async () => {
  const { judged, claimed, appeal, decide, firstWaiting, ben } = setUp();
  await judged('same', { text: song, user: 'a' }, approve);
  await judged('near', { text: song.replace('slowly ', ''), user: 'b' });
  await judged('author', { text: texts.grave, user: 'u1' });
  await judged('other', { text: 'kill yourself or not, it is all the same to me', user: 'c' });
  await appeal('near');
  await decide(ben, await firstWaiting(), approve);
  const similar = await claimed('new', { text: song.toUpperCase(), user: 'u1' });
  expect(similar).toMatchObject([
    { id: 'same', likeness: 'same-words', distance: 0, source: 'review', found: { decision: 'approve' }, text: song },
    { id: 'near', likeness: 'near', source: 'appeal', found: { decision: 'approve' }, before: { decision: 'reject' } },
    { id: 'author', likeness: 'same-author', found: { decision: 'reject', category: 'danger' } },
  ]);
  expect(JSON.stringify(similar)).not.toContain('"by"');
});

it('tells a few at most, the latest of those that are as like, and nothing of another organisation', async () => {
  const one = setUp();
  for (let item = 0; item < 12; item += 1) await one.judged(`c${item}`, { text: texts.grave, user: `u${item}` });
  const similar = await one.claimed('new', { text: texts.grave, user: 'x' });
  expect(similar.map(({ id }) => id)).toEqual(['c11', 'c10', 'c9', 'c8', 'c7']);
  const other = setUp();
  expect(await other.claimed('new', { text: texts.grave, user: 'u1' })).toEqual([]);
});

it('another version of the item is like it, and the author is told of none', async () => {
  const { judged, claimed, show } = setUp();
  await judged('c', { text: texts.grave });
  expect(await claimed('c', { text: texts.grave, version: 2 })).toMatchObject([{ id: 'c', version: 1 }]);
  expect(JSON.stringify((await show('c')).json)).not.toMatch(/similar|likeness/);
});
