import type { Browser, Page } from 'playwright-core';
import { type Laptop, startLocal } from '../../tools/local/runtime';
import { assemblyDir } from '../local/assembly';
import { startBrowser } from './support/browser';
import { ConsolePage } from './support/console-page';

let laptop: Laptop;
let browser: Browser;
let page: Page;
let console: ConsolePage;

beforeAll(async () => {
  [laptop, browser] = await Promise.all([
    assemblyDir().then((dir) => startLocal({ assemblyDir: dir })),
    startBrowser(),
  ]);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await laptop?.stop();
});

beforeEach(async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
  console = new ConsolePage(page, laptop.url);
});
afterEach(async () => {
  const { complaints } = console;
  await page.context().close();
  // A policy that the page breaks, or a script that fails, shows there first.
  expect(complaints).toEqual([]);
});

test('signs in, shows who and in which tier, and signs out', async () => {
  await console.signIn('bob');
  await page.getByText('acme', { exact: true }).waitFor();
  await page.getByText('free', { exact: true }).waitFor();
  expect(page.url()).toBe(`${laptop.url}/`);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'localStorage').length)).toBe(0);

  await page.getByRole('button', { name: /bob/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
});

test('streams an answer, with the keyboard alone, and says what it took', async () => {
  await console.signIn('alice');
  await page.keyboard.type('count to 40');
  await page.keyboard.press('Enter');
  const texts = await console.textsUntil('done');
  expect(texts.length).toBeGreaterThan(2);
  expect(texts.at(-1)).toContain('40');
  await page.getByText(/nova-lite · [\d,]+ in, [\d,]+ out tokens/).waitFor();
  await console.announces(`Answer: ${texts.at(-1)?.slice(0, 30)}`);

  await page.keyboard.type('what did I say?');
  await page.keyboard.press('Enter');
  await console.answer(1, 'done');
  expect(await console.answer(1, 'done')).toContain('count to 40');
});

test('answers with the model that is chosen', async () => {
  await console.signIn('alice');
  await page.getByRole('button', { name: /Model/ }).click();
  await page.getByRole('option', { name: 'nova-micro' }).click();
  await console.send('hello');
  expect(await console.answer(0, 'done')).toContain('nova-micro');
});

test('stops an answer', async () => {
  await console.signIn('alice');
  await console.send('count to 400 [[slow]]');
  await console.answerContains('3');
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(await console.answer(0, 'stopped')).not.toContain('400');
  await page.getByText('Stopped by you').waitFor();
});

test('goes on with an answer when the connection is lost, and again when the page is loaded anew', async () => {
  await console.signIn('alice');
  await console.send('count to 300 [[slow]]');
  await console.answerContains('5');
  for (const gateway of laptop.apis.sockets) gateway.dropConnections();
  await page.getByText('Connection lost, trying again').waitFor();
  await page.getByText('Connected', { exact: true }).waitFor();
  await console.answerContains('60');
  await page.reload();
  const text = await console.answer(0, 'done');
  const [, counting = ''] = text.split('Counting: ');
  expect(counting.match(/\d+/g)?.map(Number)).toEqual(Array.from({ length: 300 }, (_, index) => index + 1));
});

test('tells of an error what to do about it, and from when on', async () => {
  await console.signIn('alice');
  await console.send('hello [[throttle]]');
  await page.getByText('The model is busy').waitFor();
  await page.getByRole('button', { name: /Try again in \d+ s/, disabled: true }).waitFor();
  await page.getByRole('button', { name: 'Try again', exact: true }).click({ timeout: 40_000 });
  await page.getByText('Thinking…').waitFor();
  await page.getByText('The model is busy').waitFor();
});

test('shows what remains of the month where the stage tells', async () => {
  const account = { month: { tokens: { used: 400, limit: 1000 }, costUsd: { used: 1, limit: 1 } } };
  await page.route('**/v1/usage', (route) => route.fulfill({ json: { user: account, org: account } }));
  await console.signIn('bob');
  await page.getByText('600 of 1,000 left').first().waitFor();
  await page.getByText('$1.00 used up').first().waitFor();
});

test('takes no sign-in that another page began', async () => {
  await page.goto(`${laptop.url}/?code=stolen&state=guessed`);
  await page.getByText(/not begun in this tab/).waitFor();
  expect(page.url()).toBe(`${laptop.url}/`);
});
