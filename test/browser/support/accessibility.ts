import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** What of the page people with a screen reader or a keyboard would stumble over, by rule and place. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}
