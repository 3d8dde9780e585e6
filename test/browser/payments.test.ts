import { requestTo } from '../../tools/local/tour/http';
import { accessibilityProblems } from './support/accessibility';
import { brokenWords, PHONE_WIDTH } from './support/broken-words';
import { consoleOfFile } from './support/console-of-file';

const current = consoleOfFile();
const never = new AbortController().signal;

let made = 0;
const newId = () => `${Date.now().toString(36)}x${made++}`;

/** A payment as a machine asks about it. */
async function pay(more: Readonly<Record<string, unknown>> = {}): Promise<Readonly<Record<string, unknown>>> {
  const { url, credentials } = current().laptop;
  const id = newId();
  const payment = {
    ...{ amount: 4_200, currency: 'EUR', occurredAt: new Date().toISOString(), country: 'DE' },
    ...{ account: `acct-${id}`, card: `card-${id}`, merchant: `shop-${id}` },
    ...more,
  };
  const key = credentials.apiKeys.service ?? '';
  const headers = { 'Idempotency-Key': `browser-${id}` };
  const ask = () => requestTo(`${url}/fraud`, never, 'POST', '/v1/decisions', key, payment, headers);
  let answer = await ask();
  // On a busy machine a decision may miss its deadline; the service says to ask again with the same key.
  while (answer.status === 503) answer = await ask();
  if (answer.status !== 200) throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
  return { ...payment, ...answer.body };
}

/** One device pays with so many cards that a rule wants a person to look. */
async function suspicious(amount = 4_200): Promise<{ readonly merchant: string }> {
  const device = `dev-${newId()}`;
  let last = await pay({ device, amount });
  for (let cards = 1; cards < 7; cards += 1) last = await pay({ device, amount });
  expect(last.decision).toBe('review');
  return { merchant: String(last.merchant) };
}

const tab = (name: RegExp) => current().page.getByRole('tab', { name });
const dialog = () => current().page.getByRole('dialog', { name: 'Payment' });

async function openPayments(user: string): Promise<void> {
  const { page, console } = current();
  // Other people have these letters in their groups.
  await console.signIn(`^${user}`);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Payments' }).click();
  await page.getByRole('heading', { name: 'Payments', level: 1 }).waitFor();
}

async function signInAs(user: string): Promise<void> {
  const { page } = current();
  await page
    .getByRole('button', { name: /dave|erin/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await openPayments(user);
}

/** The browser tells of what the service refused, which was wanted. */
function expectRefusals(status: number): void {
  const told = current().console.complaints.splice(0);
  expect(told.filter((complaint) => !complaint.includes(`status of ${status}`))).toEqual([]);
}

const openRow = (merchant: string) =>
  current()
    .page.getByRole('button', { name: new RegExp(`Open the payment at ${merchant}`) })
    .first()
    .click();

test('shows decisions as they are made, with the mix, and why each was made', async () => {
  const { page } = current();
  await pay();
  await openPayments('dave');
  await page.getByRole('heading', { name: /^The last \d+ decisions$/ }).waitFor();
  for (const label of ['Approved', 'Recall of frauds', 'Time, p99'])
    await page.getByText(label, { exact: true }).first().waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.setViewportSize({ width: PHONE_WIDTH, height: 800 });
  expect(await brokenWords(page)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 800 });

  const { merchant } = await suspicious();
  const row = page.getByRole('row', { name: new RegExp(merchant) });
  await row.getByText('To review').waitFor();
  await openRow(merchant);
  await dialog().getByText('One device pays with many cards').waitFor();
  await dialog().getByRole('columnheader', { name: 'What it added' }).waitFor();
  await dialog()
    .getByRole('button', { name: /^Device dev-/ })
    .click();
  const linked = dialog().getByRole('table', { name: /^Payments with Device/ });
  await linked.getByRole('row').nth(5).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await dialog().waitFor({ state: 'detached' });
  expect(page.url()).toMatch(/#payments$/);
});

test('a review is claimed, decided with a reason, appealed against, and decided by somebody else', async () => {
  const { page } = current();
  const { merchant } = await suspicious(990_000);
  await openPayments('dave');
  await openRow(merchant);
  await dialog().getByRole('button', { name: 'Claim for 15 minutes' }).click();
  await dialog()
    .getByText(/^Yours for 1[45]:\d\d$/)
    .waitFor();
  await page.keyboard.press('Escape');
  await tab(/^Reviews/).click();
  const row = page.getByRole('row', { name: /yours for 1[45]:/ });
  await row.waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await row.getByRole('button', { name: /^Look at it/ }).click();
  const decline = dialog().getByRole('button', { name: 'Decline the payment' });
  await decline.and(dialog().getByRole('button', { disabled: true })).waitFor();
  await dialog().getByRole('textbox', { name: 'Reason' }).fill('Seven cards on one device');
  expect(await accessibilityProblems(page)).toEqual([]);
  await decline.click();
  await dialog()
    .getByText(/Declined by you: Seven cards/)
    .waitFor();
  await page.keyboard.press('Escape');
  await row.waitFor({ state: 'detached' });

  await signInAs('erin');
  await openRow(merchant);
  await dialog().getByRole('textbox', { name: 'Why somebody else should look' }).fill('A family');
  await dialog().getByRole('button', { name: 'Appeal' }).click();
  await dialog().getByRole('button', { name: 'Claim for 15 minutes' }).click();
  await dialog().getByRole('textbox', { name: 'Reason' }).fill('A family with one telephone');
  await dialog().getByRole('button', { name: 'Approve the payment' }).click();
  await dialog()
    .getByText(/Approved after the appeal by you/)
    .waitFor();
});

test('rules are tried on what happened, refused at their place, drafted, and approved by somebody else', async () => {
  const { page } = current();
  const { merchant } = await pay();
  await openPayments('dave');
  await tab(/^Rules/).click();
  await page.getByRole('heading', { name: /^Rules that hold, version/ }).waitFor();
  await page.getByRole('button', { name: /^Edit the (rules|draft)$/ }).click();
  await page.getByRole('button', { name: 'Add a rule' }).click();
  const rule = page.getByRole('group', { name: /^Rule \(new\)/ });
  await rule.getByRole('textbox', { name: 'Condition (CEL)' }).fill('payment.amont > 1');
  await rule.getByRole('textbox', { name: 'Reason, as people are told' }).fill('The shop is closed');
  await rule.getByRole('textbox', { name: 'Id' }).fill('closed');
  const named = page.getByRole('group', { name: 'Rule closed' });
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await named.locator('[aria-invalid="true"]').waitFor();
  const condition = named.getByRole('textbox', { name: 'Condition (CEL)' });
  expect(await condition.getAttribute('aria-invalid')).toBe('true');
  expectRefusals(400);
  expect(await accessibilityProblems(page)).toEqual([]);

  await condition.fill(`payment.merchant == "${merchant}"`);
  await named.getByRole('button', { name: /^Mode/ }).click();
  await page.getByRole('option', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Test on recorded decisions' }).click();
  const tested = page.getByRole('region', { name: 'Test on recorded decisions' });
  await tested.getByRole('row', { name: /Approved → To review/ }).waitFor();
  await tested.getByText('Recall of frauds').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save as draft' }).click();
  await page.getByText('Somebody else of the risk team has to approve your draft.').waitFor();

  await signInAs('erin');
  await tab(/^Rules/).click();
  await page.getByRole('button', { name: 'Approve the draft' }).click();
  await page.getByRole('table', { name: 'Rules that hold' }).getByText('closed', { exact: true }).waitFor();
  await page.getByRole('table', { name: 'Draft' }).waitFor({ state: 'detached' });
});

test('says what to do where the service refuses or is not there, and goes on when it is', async () => {
  const { page } = current();
  await page.route('**/fraud/v1/stats', (route) =>
    route.fulfill({ status: 403, json: { code: 'forbidden', detail: 'no' } }),
  );
  await openPayments('dave');
  await page
    .getByRole('alert')
    .getByText(/add you to the group risk/)
    .waitFor();
  await page.unroute('**/fraud/v1/stats');
  await page.getByRole('heading', { name: /^The last \d+ decisions$/ }).waitFor();
  expectRefusals(403);
});

test('is not there for others, nor where the stage does not have the design', async () => {
  const { page, console } = current();
  const link = () => page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Payments' });
  await console.signIn('alice');
  expect(await link().count()).toBe(0);
  await page.goto(`${current().laptop.url}/#payments`);
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.getByRole('button', { name: /alice/ }).first().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.route('**/config.json', async (route) => {
    const config = (await (await route.fetch()).json()) as { apis: Record<string, string> };
    const { FraudApiUrl: _, ...apis } = config.apis;
    await route.fulfill({ json: { ...config, apis } });
  });
  await console.signIn('dave');
  expect(await link().count()).toBe(0);
});
