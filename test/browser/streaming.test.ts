import { accessibilityProblems } from './support/accessibility';
import { consoleOfFile } from './support/console-of-file';
import { newWords, StreamingConsole } from './support/streaming-console';

const current = consoleOfFile();

const streaming = new StreamingConsole(current);

/** A record as it was sent. */
interface Sent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Waits until the number beside a label is another than before. @returns the number */
async function grownValueOf(label: string, above: number): Promise<number> {
  const { page } = current();
  const value = page.locator('dt', { hasText: new RegExp(`^${label}$`) }).locator('xpath=following-sibling::dd[1]');
  for (;;) {
    const count = Number((await value.innerText()).replaceAll(/[^\d.].*$/gs, ''));
    if (count > above) return count;
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
}

test('numbers rise while generated events come: what is counted, what leads, and what is known of an item', async () => {
  const { page } = current();
  await streaming.open('alice');
  await page
    .getByText('Nothing was counted in this window.')
    .or(page.getByRole('button', { name: /^Features of/ }).first())
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('textbox', { name: 'Unknown version, %' }).fill('200');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('A number from 0 to 100').waitFor();
  await page.getByRole('textbox', { name: 'Unknown version, %' }).fill('4');
  await page.getByRole('button', { name: 'Start' }).click();
  await grownValueOf('Accepted', 0);
  const counted = await grownValueOf('Counted', 0);
  await grownValueOf('Counted', counted);

  const leader = page.getByRole('table', { name: 'Trending' }).getByRole('button', { name: 'Features of item-001' });
  await leader.click();
  const features = page.getByRole('table', { name: 'Features' });
  const views = features
    .getByRole('row', { name: /^views the last hour/ })
    .getByRole('cell')
    .nth(1);
  await views.waitFor();
  const before = await views.innerText();
  await features
    .getByRole('row', { name: /^views the last hour/ })
    .filter({ hasNot: page.getByText(before, { exact: true }) })
    .waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByRole('button', { name: 'Start' }).waitFor();
  const result = page.getByRole('region', { name: 'What became of generated events' });
  await result.getByText('none').first().waitFor();
});

test('live views go on after the connection is lost', async () => {
  const { page, laptop } = current();
  await streaming.open('alice');
  const status = page.getByRole('status', { name: 'Connection' });
  for (const gateway of laptop.apis.sockets) gateway.dropConnections();
  await status.getByText('Connection lost, trying again').waitFor();
  await status.getByText('Live').waitFor();
  await page.getByRole('textbox', { name: 'User, session or item' }).fill('shop');
  await page.getByRole('button', { name: 'Watch' }).click();
  await page.getByText('It begins with user:, session: or item:').waitFor();
  await page.getByRole('textbox', { name: 'User, session or item' }).fill('user:nobody-yet');
  await page.getByRole('button', { name: 'Watch' }).click();
  await page.getByRole('row', { name: /^purchases the last day 0/ }).waitFor();
});

test('a text gets its verdict with the path it took and why, in plain words', async () => {
  const { page } = current();
  await streaming.open('alice');
  const clean = await streaming.submit(`The kettle arrived, ${newWords()}`);
  await clean.getByText('Published', { exact: true }).waitFor();
  await clean.getByText('Filters approved', { exact: true }).waitFor();
  const spam = await streaming.submit(`Get your free crypto giveaway, ${newWords()}`);
  await spam.getByText('Not published', { exact: true }).waitFor();
  await spam.getByText('It was not published because it tries to get money or passwords by deceit.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await spam.getByRole('textbox', { name: 'Why somebody else should look' }).fill('It is a warning');
  await spam.getByRole('button', { name: 'Appeal' }).click();
  await spam.getByText('Appealed', { exact: true }).waitFor();
  streaming.expectNotReadYet();
});

test('what waits for a person is claimed and decided by somebody else, and who watches sees the verdict', async () => {
  const { page } = current();
  await streaming.open('bob');
  const words = newWords();
  const text = `You should kill yourself, ${words}`;
  const own = await streaming.submit(text);
  await own.getByText('Waits for a person', { exact: true }).waitFor();
  await streaming.tab(/^Reviews/).click();
  await page.getByRole('button', { name: `Look at ${text}` }).click();
  const dialog = page.getByRole('dialog', { name: 'Review' });
  await dialog.getByText('It is your own text: somebody else has to judge it.').waitFor();
  streaming.expectNotReadYet();
  await page.keyboard.press('Escape');

  await streaming.signInAs('dave');
  await streaming.tab(/^Reviews/).click();
  await page.getByRole('table', { name: 'Reviews' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: `Look at ${text}` }).click();
  await dialog.getByRole('button', { name: 'Claim for 15 minutes' }).click();
  await dialog.getByText(/^Yours for 1[45]:\d\d$/).waitFor();
  const reject = dialog.getByRole('button', { name: 'Reject it' });
  await dialog.getByRole('textbox', { name: 'Note for other reviewers' }).fill('Says it to a person');
  await reject.and(dialog.getByRole('button', { disabled: true })).waitFor();
  await dialog.getByRole('button', { name: /^Rule that is broken/ }).click();
  await page.getByRole('option', { name: /^danger/ }).click();
  expect(await accessibilityProblems(page)).toEqual([]);
  await reject.click();
  await dialog.getByText(/Rejected by you: Says it to a person/).waitFor();
  await dialog.getByText('It is decided.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: `Look at ${text}` }).waitFor({ state: 'detached' });
  await streaming.tab('Live').click();
  const verdict = page
    .getByRole('table', { name: 'Verdicts' })
    .getByRole('row', { name: /Not published Filters passed it on → Person rejected danger/ });
  await verdict
    .first()
    .getByRole('button', { name: /^Why of/ })
    .click();
  await page.getByRole('dialog').getByText('Filters passed it on → Person rejected').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
});

test('a record of an unknown version appears as parked, and is put back once it is corrected', async () => {
  const { page } = current();
  await streaming.open('alice');
  // All that comes is of a version that nobody knows.
  for (const [label, value] of [
    ['Events a second', '2'],
    ['Duplicates, %', '0'],
    ['Late, %', '0'],
    ['Unknown version, %', '100'],
  ] as const)
    await page.getByRole('textbox', { name: label }).fill(value);
  await page.getByRole('button', { name: /^What/ }).click();
  await page.getByRole('option', { name: 'What people do' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await grownValueOf('Accepted', 0);
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.getByText('Late · parked', { exact: true }).waitFor();
  await streaming.tab('Parked').click();
  const records = page.getByRole('table', { name: 'Parked records' });
  const first = records.getByRole('button', { name: /^Look at it: Of a version that is not known/ }).first();
  const id = await first.getAttribute('data-record', { timeout: 40_000 });
  const own = records.locator(`[data-record="${id}"]`);
  expect(await accessibilityProblems(page)).toEqual([]);
  await own.click();
  const dialog = page.getByRole('dialog', { name: 'Parked record' });
  await dialog.getByText(/^Of a version that is not known: version: /).waitFor();
  await dialog.getByRole('button', { name: 'Put it back' }).click();
  await dialog.getByText('As it is, it would be parked again').waitFor();
  const told = current().console.complaints.splice(0);
  expect(told.filter((complaint) => !complaint.includes('status of 409'))).toEqual([]);
  await dialog.getByRole('textbox', { name: 'Version' }).fill('none');
  await dialog.getByRole('button', { name: 'Put it back' }).click();
  await dialog.getByText('A whole number from 1 to 1000').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const record = JSON.parse(await dialog.getByRole('region', { name: 'Record as it was sent' }).innerText()) as Sent;
  const isOfTwo = record.type === 'item.viewed' || record.type === 'content.submitted';
  await dialog.getByRole('textbox', { name: 'Version' }).fill(isOfTwo ? '2' : '1');
  const corrected = JSON.stringify({ ...record.data, user: 'somebody-else' });
  await dialog.getByRole('textbox', { name: 'Data, as JSON' }).fill(corrected);
  await dialog.getByRole('button', { name: 'Put it back' }).click();
  await dialog.getByText(/^Put back by /).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await own.waitFor({ state: 'detached' });
});

test('a policy is drafted, refused where it is wrong, and approved by a senior who has not written it', async () => {
  const { page } = current();
  await streaming.open('dave');
  await streaming.tab('Policy').click();
  await page.getByRole('button', { name: /^(Write a draft|Edit the draft)$/ }).click();
  const json = page.getByRole('textbox', { name: 'Policy, as JSON' });
  const policy = JSON.parse(await json.inputValue()) as { peopleFrom: number };
  await json.fill('{ "rules": ');
  await page.getByText(/^It is no JSON/).waitFor();
  await json.fill(JSON.stringify({ ...policy, peopleFrom: 9 }));
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByText(/^peopleFrom: /).waitFor();
  const told = current().console.complaints.splice(0);
  expect(told.filter((complaint) => !complaint.includes('status of 400'))).toEqual([]);
  expect(await accessibilityProblems(page)).toEqual([]);
  await json.fill(JSON.stringify({ ...policy, peopleFrom: 4 }));
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByText('A senior reviewer who has not written it has to approve the draft.').waitFor();

  await streaming.signInAs('erin');
  await streaming.tab('Policy').click();
  await page.getByRole('button', { name: 'Approve the draft' }).click();
  const holds = page.getByRole('region', { name: /^Policy that holds, version/ });
  await holds.getByText('from severity 4 on').waitFor();
  await page.getByRole('region', { name: /^Draft of version/ }).waitFor({ state: 'detached' });
});

test('says what it hides and whom to ask, and is not there where the stage does not have the design', async () => {
  const { page, console } = current();
  await streaming.open('carol');
  await page.getByText(/generated events and parked records: for the group operations\./).waitFor();
  await page.getByText(/reviews and the policy: for the group moderators\./).waitFor();
  expect(await streaming.tab(/^Reviews/).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Start' }).count()).toBe(0);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as { apis: Record<string, string> };
    const { StreamingApiUrl: _, ...apis } = config.apis;
    await route.fulfill({ json: { ...config, apis } });
  });
  await page.getByRole('button', { name: /carol/ }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await console.signIn('^carol');
  expect(await page.getByRole('link', { name: 'Streaming' }).count()).toBe(0);
});
