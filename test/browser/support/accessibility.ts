import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * What of the page people with a screen reader or a keyboard would stumble over, by rule and place. It is looked at
 * when what fades or slides in has come in: halfway, a text has the contrast of neither its start nor its end.
 */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(animationsEnd);
  await page.evaluate(axe.source);
  const { violations } = (await page.evaluate('axe.run()')) as AxeResults;
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
}

/** Those without an end (a spinner, a skeleton) are not waited for; one that is cut short has ended. */
const animationsEnd = `(async () => {
  for (;;) {
    const underWay = document
      .getAnimations()
      .filter(({ effect, playState }) => playState === 'running' && effect.getComputedTiming().endTime < Infinity);
    if (underWay.length === 0) return;
    await Promise.allSettled(underWay.map(({ finished }) => finished));
  }
})()`;
