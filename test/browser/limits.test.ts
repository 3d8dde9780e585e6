import type { ChatConfig } from '../../lambdas/chat/domain/chat-config';
import { withConfig } from '../../tools/local/tour/chat-config';
import { accessibilityProblems } from './support/accessibility';
import { consoleOfFile } from './support/console-of-file';

const current = consoleOfFile();

/** Runs with other limits for the free tier, in which bob is. */
const withFreeLimits = (limits: Partial<ChatConfig['tiers']['free']>, run: () => Promise<void>) =>
  withConfig(
    current(),
    (before) => ({ ...before, tiers: { ...before.tiers, free: { ...before.tiers.free, ...limits } } }),
    run,
  );

/** Asks over HTTP, as the same user, until the minute allows no more. */
async function useUpTheMinute(): Promise<void> {
  const { url, credentials } = current().laptop;
  const headers = { authorization: `Bearer ${credentials.users.bob?.token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ model: 'nova-lite', max_tokens: 20, messages: [{ role: 'user', content: 'hi' }] });
  for (let asked = 0; asked < 50; asked += 1) {
    const response = await fetch(`${url}/chat/v1/chat/completions`, { method: 'POST', headers, body });
    await response.text();
    if (response.status === 429) return;
  }
  throw new Error('50 requests were admitted');
}

test('says when the rate limit is reached, counts down, and lets the message be sent again then', async () => {
  const { page, console } = current();
  await withFreeLimits({ requestsPerMinute: 4 }, async () => {
    await console.signIn('bob');
    await useUpTheMinute();
    await console.send('hello');
    const alert = page.getByRole('alert');
    await alert.getByText('Too many messages at once').waitFor();
    await alert.getByText('You have used up what a minute allows (4)').waitFor();
    await page.getByRole('button', { name: /^Try again in (\d|1[0-5]) s$/, disabled: true }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('button', { name: 'Try again', exact: true }).click({ timeout: 30_000 });
    expect(await console.answer(0, 'done')).toContain('stand-in');
    expect(await alert.count()).toBe(0);
  });
});

test('says whose quota of the month is used up, from when on there is more, and keeps the message', async () => {
  const { page, console } = current();
  await withFreeLimits({ monthlyTokens: 1_000 }, async () => {
    await console.signIn('bob');
    await page
      .getByText(/1,000 left|1,000 used up/)
      .first()
      .waitFor();
    await console.send('Write a long story, please');
    const alert = page.getByRole('alert');
    await alert.getByText("This month's quota is used up").waitFor();
    await alert.getByText('You have not enough left').waitFor();
    const now = new Date();
    const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
    const day = next.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
    await alert.getByText(`You can try again on ${day}`).waitFor();

    await page.getByRole('button', { name: 'Edit the message' }).click();
    expect(await page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('Write a long story, please');
  });
});
