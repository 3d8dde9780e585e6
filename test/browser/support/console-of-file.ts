import type { Browser, Page } from 'playwright-core';
import type { Laptop } from '../../../tools/local/runtime';
import { laptopOfFile } from '../../local/laptop-of-file';
import { startBrowser } from './browser';
import { ConsolePage } from './console-page';

export interface ConsoleOfTest {
  readonly laptop: Laptop;
  readonly page: Page;
  readonly console: ConsolePage;
}

/** A laptop and a browser for the tests of a file, and a page that nobody used before for each of them. */
export function consoleOfFile(): () => ConsoleOfTest {
  const laptop = laptopOfFile();
  let browser: Browser | undefined;
  let current: ConsoleOfTest | undefined;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    const context = await browser?.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: true });
    const page = await context?.newPage();
    if (page) current = { laptop: laptop(), page, console: new ConsolePage(page, laptop().url) };
  });
  afterEach(async () => {
    await current?.page.context().close();
    // A policy that the page breaks, or a script that fails, shows there first.
    expect(current?.console.complaints).toEqual([]);
    current = undefined;
  });
  return () => {
    if (!current) throw new Error('the console is there only within a test');
    return current;
  };
}
