import type { Locator } from 'playwright-core';
import { outputOf } from '../../../tools/operator/outputs';
import { StreamingClient } from '../../../web/client/streaming-client';
import type { ConsoleOfTest } from './console-of-file';

let made = 0;
/** Words that no other text has. */
export const newWords = () => `number ${Date.now().toString(36)} ${made++}`;

/** The page Streaming as people use it, and its API as they would ask it. */
export class StreamingConsole {
  constructor(private readonly current: () => ConsoleOfTest) {}

  /** The API, as one of the laptop's users. */
  clientOf(user: string): StreamingClient {
    const { outputs, credentials } = this.current().laptop;
    const token = credentials.users[user]?.token ?? '';
    return new StreamingClient({ baseUrl: outputOf(outputs, 'StreamingApiUrl'), token: async () => token });
  }

  tab(name: RegExp | string): Locator {
    return this.current().page.getByRole('tab', { name });
  }

  async open(user: string): Promise<void> {
    const { page, console } = this.current();
    await console.signIn(`^${user}`);
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Streaming' }).click();
    await page.getByRole('heading', { name: 'Streaming', level: 1 }).waitFor();
    await page.getByRole('status', { name: 'Connection' }).getByText('Live').waitFor();
  }

  async signInAs(user: string): Promise<void> {
    const { page } = this.current();
    await page
      .getByRole('button', { name: /alice|bob|dave|erin/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.open(user);
  }

  /** Submits a text as an author does. @returns where its verdict is shown */
  async submit(text: string): Promise<Locator> {
    const { page } = this.current();
    await this.tab('Submit a text').click();
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(text);
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    return page.getByRole('region', { name: `Verdict on: ${text}` });
  }

  /** Of an item that was not read from the stream yet, the browser tells as of an error. */
  expectNotReadYet(): void {
    const told = this.current().console.complaints.splice(0);
    expect(told.filter((complaint) => !/status of 404.*\/v1\/items\//.test(complaint))).toEqual([]);
  }
}
