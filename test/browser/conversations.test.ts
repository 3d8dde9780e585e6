import { readFile } from 'node:fs/promises';
import { accessibilityProblems } from './support/accessibility';
import { consoleOfFile } from './support/console-of-file';

const current = consoleOfFile();
const list = () => current().page.getByRole('navigation', { name: 'Conversations' });

/** Opens the menu of a conversation and chooses from it. */
async function choose(title: string, action: string): Promise<void> {
  await list()
    .getByRole('button', { name: `Actions for ${title}` })
    .click();
  await current().page.getByRole('menuitem', { name: action }).click();
}

test('shows which tools the model used', async () => {
  const { page, console } = current();
  await console.signIn('alice');
  await console.send('Use the calculator for "(2 + 4) * 7", please');
  expect(await console.answer(0, 'done')).toContain('42');
  await page.getByText('Used calculator').waitFor();
});

const LONG_TITLE = 'Why the sky is blue, and whether it is so on other planets';

test('lists conversations: opens, renames, exports and deletes one', async () => {
  const { page, console } = current();
  await console.signIn('carol');
  await console.send('first of the two');
  await console.answer(0, 'done');
  await page.getByRole('button', { name: 'New conversation' }).click();
  await console.send('second of the two');
  await console.answer(0, 'done');

  await list().getByRole('button', { name: 'first of the two', exact: true }).click();
  await page.getByTestId('answer').filter({ hasText: 'first of the two' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);

  await choose('first of the two', 'Rename');
  await page.getByRole('textbox', { name: 'Title' }).fill('The first');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  await list().getByRole('button', { name: 'The first', exact: true }).waitFor();

  // A title of several lines has its actions beside it.
  await choose('The first', 'Rename');
  await page.getByRole('textbox', { name: 'Title' }).fill(LONG_TITLE);
  await page.getByRole('button', { name: 'Rename', exact: true }).click();
  const title = await list().getByRole('button', { name: LONG_TITLE, exact: true }).boundingBox();
  const actions = await list()
    .getByRole('button', { name: `Actions for ${LONG_TITLE}` })
    .boundingBox();
  expect(actions?.y).toBeLessThan((title?.y ?? 0) + (title?.height ?? 0));
  await choose(LONG_TITLE, 'Rename');
  await page.getByRole('textbox', { name: 'Title' }).fill('The first');
  await page.getByRole('button', { name: 'Rename', exact: true }).click();

  const [download] = await Promise.all([page.waitForEvent('download'), choose('The first', 'Export as Markdown')]);
  expect(download.suggestedFilename()).toBe('The first.md');
  expect(await readFile(await download.path(), 'utf8')).toContain('first of the two');

  await choose('The first', 'Delete');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await list().getByRole('button', { name: 'The first', exact: true }).waitFor({ state: 'detached' });
  await page.getByText('What would you like to know?').waitFor();
  await page.reload();
  await list().getByRole('button', { name: 'second of the two', exact: true }).waitFor();
  expect(await list().getByRole('button', { name: 'The first', exact: true }).count()).toBe(0);
});

test('keeps what the reader thinks of an answer', async () => {
  const { page, console } = current();
  await console.signIn('alice');
  await console.send('hello');
  await console.answer(0, 'done');
  await page.getByRole('button', { name: 'Helpful', exact: true }).click();
  const pressed = page.locator('button[aria-pressed="true"]');
  await pressed.waitFor();
  await page.reload();
  await pressed.waitFor();
  expect(await pressed.getAttribute('aria-label')).toBe('Helpful');
});

test('has the last message answered anew, and changed, in its place', async () => {
  const { page, console } = current();
  await console.signIn('alice');
  await console.send('what did I say?');
  await console.answer(0, 'done');
  await page.getByRole('button', { name: 'Answer again' }).click();
  await page.getByTestId('answer').and(page.locator('[data-status="done"]')).waitFor();

  await page.getByRole('button', { name: 'Edit the message' }).click();
  await page.getByText('takes the place of your last message').waitFor();
  await page.getByRole('textbox', { name: 'Message' }).fill('count to 5');
  await page.keyboard.press('Enter');
  await page.getByTestId('answer').filter({ hasText: '1, 2, 3, 4, 5' }).waitFor();
  expect(await page.getByTestId('answer').count()).toBe(1);

  await page.reload();
  await page.getByTestId('answer').filter({ hasText: '1, 2, 3, 4, 5' }).waitFor();
  expect(await page.getByTestId('answer').count()).toBe(1);
});
