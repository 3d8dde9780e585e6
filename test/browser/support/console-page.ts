import type { Page } from 'playwright-core';

type Ending = 'done' | 'stopped';

/** Milliseconds that a page may take for one thing on a busy machine. */
const patience = 60_000;

/** The console as a person sees it. */
export class ConsolePage {
  /** What the browser complained of: errors of scripts, breaches of the content security policy. */
  readonly complaints: string[] = [];

  constructor(
    private readonly page: Page,
    private readonly url: string,
  ) {
    page.setDefaultTimeout(patience);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      // A socket that is lost on purpose is told of here too, and a path that a stage need not have.
      const expected = message.text().includes('WebSocket') || message.location().url.endsWith('/v1/usage');
      if (message.type() === 'error' && !expected) this.complaints.push(`${message.text()} ${message.location().url}`);
    });
  }

  /** Goes through the sign-in page; the message field then has the focus. */
  async signIn(user: string): Promise<void> {
    const { page } = this;
    await page.goto(this.url);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('button', { name: new RegExp(user) }).click();
    await page.getByRole('textbox', { name: 'Message' }).waitFor();
  }

  async send(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Message' }).fill(text);
    await this.page.getByRole('button', { name: 'Send message' }).click();
  }

  /** The text of an answer when it has ended so. */
  async answer(index: number, ending: Ending): Promise<string> {
    const answer = this.page.getByTestId('answer').nth(index);
    await answer.and(this.page.locator(`[data-status="${ending}"]`)).waitFor();
    return answer.innerText();
  }

  /** Waits until the last answer, still under way, has come as far as this word. */
  async answerContains(word: string): Promise<void> {
    await this.page
      .locator('[data-testid="answer"][data-status="streaming"]', { hasText: new RegExp(`\\b${word}\\b`) })
      .waitFor();
  }

  /** Every text that the last answer showed on its way to the end. */
  async textsUntil(ending: Ending): Promise<string[]> {
    const answer = this.page.getByTestId('answer').last();
    const texts: string[] = [];
    for (;;) {
      const [text, status] = await Promise.all([answer.innerText(), answer.getAttribute('data-status')]);
      if (text !== texts.at(-1)) texts.push(text);
      if (status === ending) return texts;
    }
  }

  /** Waits until screen readers are told of this. */
  async announces(text: string): Promise<void> {
    await this.page.locator('[aria-live="polite"]', { hasText: text }).waitFor({ state: 'attached' });
  }
}
