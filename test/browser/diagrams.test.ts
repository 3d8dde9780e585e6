import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { startBrowser } from './support/browser';
import { inside, isAtBorder, measure, overlap, type Picture, stretches, within } from './support/picture';

const files = globSync('docs/designs/*.svg', { cwd: join(__dirname, '../..') }).sort();
const width = 1280;
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

it('there is a picture of the whole, and of each design', () => {
  const names = files.map((file) => basename(file, '.svg'));
  expect(names).toEqual(expect.arrayContaining(['all', 'chat', 'fraud', 'rag', 'streaming']));
});

describe.each(files)('%s, as a person sees it in a window of 1280 pixels', (file) => {
  let page: Page;
  let picture: Picture;
  beforeAll(async () => {
    page = await browser.newPage({ viewport: { width, height: 900 } });
    await page.goto(pathToFileURL(join(__dirname, '../..', file)).href);
    picture = (await page.evaluate(measure)) as Picture;
  });
  afterAll(() => page.close());

  const nodeOf = (id: string) => picture.nodes.find((node) => node.id === id);

  it('has no more boxes than a person takes in, and lines between them', () => {
    expect(picture.nodes.length).toBeGreaterThan(5);
    expect(picture.nodes.length).toBeLessThanOrEqual(25);
    expect(picture.edges.length).toBeGreaterThan(5);
  });

  it('fits in the width without scrolling', () => {
    expect(picture.whole.right).toBeLessThanOrEqual(width);
    expect(picture.scrollWidth).toBeLessThanOrEqual(width);
  });

  it('has no text smaller than 11 pixels', () => {
    expect(Math.min(...picture.fontSizes)).toBeGreaterThanOrEqual(11);
  });

  it('has boxes that do not overlap, and lie in the picture', () => {
    const overlapping = picture.nodes.flatMap((one, index) =>
      picture.nodes.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.id} and ${other.id}`] : [])),
    );
    expect(overlapping).toEqual([]);
    expect(picture.nodes.filter((node) => !within(node, picture.whole))).toEqual([]);
  });

  it('has labels that fit in their boxes and do not lie on each other', () => {
    const tooWide = picture.nodes.flatMap((node) =>
      node.texts.filter((text) => !text.isMark && !within(text, node)).map(({ text }) => text),
    );
    expect(tooWide).toEqual([]);
    // Lines of text have room above and below that may meet; what is told apart here is lines that cover each other.
    const covered = picture.nodes.flatMap(({ texts }) =>
      texts.flatMap((one, index) =>
        texts
          .slice(index + 1)
          .filter((other) => overlap(inside(one, 3), inside(other, 3)))
          .map((other) => [one.text, other.text]),
      ),
    );
    expect(covered).toEqual([]);
  });

  it('has titles and a legend that lie in the picture, beside each other and beside the boxes', () => {
    expect(picture.around.filter((text) => !within(text, picture.whole))).toEqual([]);
    const others = (index: number) => [...picture.around.slice(index + 1), ...picture.nodes];
    const covered = picture.around.flatMap((one, index) =>
      others(index).filter((other) => overlap(inside(one), inside(other))),
    );
    expect(covered).toEqual([]);
  });

  it('has lines that begin and end at the boxes they join', () => {
    const loose = picture.edges.filter(({ from, to, points }) => {
      const [source, target] = [nodeOf(from), nodeOf(to)];
      const [first, last] = [points.at(0), points.at(-1)];
      return !source || !target || !first || !last || !isAtBorder(first, source) || !isAtBorder(last, target);
    });
    expect(loose).toEqual([]);
  });

  it('has lines that run through no box', () => {
    const through = picture.edges.flatMap((edge) =>
      picture.nodes
        .filter((node) => stretches(edge).some((stretch) => overlap(stretch, inside(node))))
        .map((node) => `${edge.from}-${edge.to} through ${node.id}`),
    );
    expect(through).toEqual([]);
  });

  it('stands on a ground of its own, so that it is read on a dark page too, and says what it shows in words', async () => {
    const [ground, title, words] = (await page.evaluate(`(() => {
      const rect = document.querySelector('svg > rect').getBoundingClientRect();
      const root = document.documentElement.getBoundingClientRect();
      const covers = Math.abs(rect.width - root.width) < 1 && Math.abs(rect.height - root.height) < 1;
      return [covers && document.querySelector('svg > rect').getAttribute('fill'), document.querySelector('title').textContent, document.querySelector('desc').textContent];
    })()`)) as [string, string, string];
    expect(ground).toBe('#ffffff');
    expect(title).not.toBe('');
    expect(words.split('. ').length).toBeGreaterThanOrEqual(picture.edges.length);
  });
});
