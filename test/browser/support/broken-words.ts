import type { Page } from 'playwright-core';

/** Width of a small telephone, in CSS pixels. */
export const PHONE_WIDTH = 390;

const LONGEST = 14;

/** Words of up to 14 letters in cells of tables that do not stand on one line: their column is too narrow. */
export async function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('td, th')].flatMap((cell) => {
    const broken = [];
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode())
      for (const { 0: word, index } of text.data.matchAll(/[\\p{L}\\d:]+/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (word.length <= ${LONGEST} && range.getClientRects().length > 1) broken.push(word);
      }
    return broken;
  })`);
}
