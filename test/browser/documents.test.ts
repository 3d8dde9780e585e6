import type { Locator } from 'playwright-core';
import { FakeRagApi } from '../support/fake-rag-api';
import { accessibilityProblems } from './support/accessibility';
import { brokenWords, PHONE_WIDTH } from './support/broken-words';
import { consoleOfFile } from './support/console-of-file';

const current = consoleOfFile();
let api: FakeRagApi;

/** The claims of a token, which the sample users signed in for. */
function userOf(token: string) {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  const { sub, org, clearance } = claims;
  return { userId: String(sub), org: String(org), groups: groupsOf(claims), clearance: Number(clearance) };
}
const groupsOf = ({ groups }: { readonly groups?: unknown }): string[] =>
  typeof groups === 'string' ? JSON.parse(groups) : Array.isArray(groups) ? groups : [];

const path = '/documents-api';

/** The stage as if it had the design: its API is served at an address of the stage. */
beforeEach(async () => {
  const { page, laptop } = current();
  api = await new FakeRagApi(userOf, `${laptop.url}${path}`).start();
  await page.route('**/config.json', async (route) => {
    const answer = await route.fetch();
    const config = (await answer.json()) as { apis: object };
    await route.fulfill({ json: { ...config, apis: { ...config.apis, RagApiUrl: `${laptop.url}${path}` } } });
  });
  await page.route(`**${path}/**`, (route) => {
    const url = route.request().url().replace(`${laptop.url}${path}`, api.url);
    return route.continue({ url });
  });
});
afterEach(() => api.stop());

const tab = (name: string) => current().page.getByRole('tab', { name });
const visible = (locator: Locator) => locator.filter({ visible: true });

async function openDocuments(user: string): Promise<void> {
  const { page, console } = current();
  await console.signIn(user);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Documents' }).click();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
}

async function upload(name: string, text: string, fill: () => Promise<void> = async () => undefined): Promise<void> {
  const { page } = current();
  await tab('Your documents').click();
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  await fill();
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  await page.getByText('Uploaded', { exact: true }).first().waitFor();
}

async function signInAs(user: string): Promise<void> {
  const { page } = current();
  await page
    .getByRole('button', { name: /alice|bob|carol/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await openDocuments(user);
}

const wing = 'A wing makes lift. Its drag grows with speed.';

test('uploads a document and says what became of it, or why it cannot be searched', async () => {
  const { page } = current();
  await openDocuments('alice');
  await upload('Wing theory.txt', wing);
  const row = page.getByRole('row', { name: /Wing theory/ });
  await row.getByText('Searchable').waitFor();
  expect(api.documents[0]).toMatchObject({ title: 'Wing theory', contentType: 'text/plain', text: wing });
  expect(await accessibilityProblems(page)).toEqual([]);

  await upload('blank.md', '   ');
  const failed = page.getByRole('row', { name: /blank/ });
  await failed.getByText('Not searchable').waitFor();
  await failed.getByText('The document has no text. Upload a document with some text.').waitFor();
  await page.setViewportSize({ width: PHONE_WIDTH, height: 800 });
  expect(await brokenWords(page)).toEqual([]);

  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('x') });
  await page.getByText('This format is not read').first().waitFor();
  expect(await page.getByRole('button', { name: 'Upload', exact: true }).isDisabled()).toBe(true);

  await row.getByRole('button', { name: 'Delete Wing theory' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await row.waitFor({ state: 'detached' });
});

test('answers with citations that open the passage, its quote marked, and lead to the original', async () => {
  const { page, console } = current();
  await openDocuments('alice');
  await upload('wing.txt', wing);
  api.inventions.push({ text: 'Pigs fly.', citations: [1], verdict: 'unsupported' });
  await tab('Ask').click();
  await page.getByRole('textbox', { name: 'Question' }).fill('what makes lift?');
  await page.keyboard.press('Enter');
  await page.locator('[data-testid="rag-answer"][data-status="answered"]', { hasText: 'A wing makes lift.' }).waitFor();
  await console.announces('Answer: A wing makes lift.');
  expect(await page.getByTestId('rag-answer').innerText()).not.toContain('Pigs');
  await page.getByRole('button', { name: 'Left out: 1 sentence without support' }).click();
  await page.getByText('Its source does not say so.').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  await page.getByRole('button', { name: 'Source 1: wing' }).focus();
  await page.keyboard.press('Enter');
  const passage = page.getByRole('dialog', { name: 'wing' });
  await passage.locator('mark', { hasText: 'A wing makes lift.' }).waitFor();
  expect(await passage.getByTestId('passage').innerText()).toBe(wing);
  const original = passage.getByRole('link', { name: /Open the original/ });
  expect(await original.getAttribute('href')).toContain('/original/d1');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await passage.waitFor({ state: 'detached' });
});

test('shows different people what each may see, and says when the documents do not say', async () => {
  const { page } = current();
  await openDocuments('alice');
  await upload('wing.txt', wing, async () => {
    await page.getByRole('textbox', { name: 'Groups' }).fill('support');
  });
  expect(api.documents[0]?.acl).toMatchObject({ groups: ['support'], everyone: false, classification: 0 });
  await signInAs('bob');
  const ask = async () => {
    await page.getByRole('textbox', { name: 'Question' }).fill('what makes lift?');
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
  };
  await ask();
  await page.getByRole('button', { name: 'Source 1: wing' }).waitFor();
  await signInAs('carol');
  await ask();
  await visible(page.getByText('The documents that you may see do not say.')).first().waitFor();
  expect(await page.getByText('A wing makes lift').count()).toBe(0);
});

test('shows of each passage why it ranked where it did, and what was left out', async () => {
  const { page } = current();
  await openDocuments('alice');
  await upload('wing.txt', wing);
  await tab('Search').click();
  await page.getByRole('searchbox', { name: 'Search for' }).fill('lift drag');
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: /wing/ });
  await row.getByText(wing).waitFor();
  const cells = await row.getByRole('cell').allInnerTexts();
  expect(cells.slice(-4).map((cell) => cell.replace(/\s+/g, ' '))).toEqual(['1. 2.00', '–', '1. 0.0164', '1. 0.5000']);
  await page.getByText(/passages that say it in other words may be missing/).waitFor();
  await page.getByText('Meaning by fake-embedding, order by fake-reranker').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await row.getByRole('button', { name: 'wing' }).click();
  await page.getByRole('dialog', { name: 'wing' }).getByText(wing).waitFor();
});

test('goes back and forth between pages, by their addresses too', async () => {
  const { page } = current();
  await openDocuments('bob');
  const pages = page.getByRole('navigation', { name: 'Pages' });
  expect(await pages.getByRole('link', { name: 'Documents' }).getAttribute('aria-current')).toBe('page');
  const underlined = `[...document.querySelectorAll('nav[aria-label="Pages"] a > *')]
    .filter((element) => getComputedStyle(element).textDecorationLine === 'underline')
    .map((element) => element.textContent)`;
  expect(await page.evaluate(underlined)).toEqual(['Documents']);
  await pages.getByRole('link', { name: 'Chat' }).click();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  await page.goBack();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Documents', level: 1 }).waitFor();
});
