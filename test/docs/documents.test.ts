import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const documents = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: root }),
  ...globSync('lib/**/README.md', { cwd: root }),
  ...globSync('models/**/*.md', { cwd: root }),
];
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Anchors of a document's headings, as GitHub makes them. */
const headingsOf = (file: string) =>
  [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\d\- ]/gu, '')
      .replaceAll(' ', '-'),
  );

describe.each(documents)('%s', (file) => {
  const text = read(file);

  it('links to files that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
    const local = targets
      .filter((target) => !/^(https?:|mailto:|#)/.test(target))
      .map((target) => target.split('#')[0] ?? '');
    const missing = local.filter((target) => !existsSync(path.join(root, path.dirname(file), target)));
    expect(missing).toEqual([]);
  });

  it('links to headings that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)\s]*)#([^)\s]+)\)/g)].map(([, name = '', heading = '']) => [
      name,
      heading,
    ]);
    const missing = targets.filter(([name = '', heading = '']) => {
      if (/^https?:/.test(name) || (name !== '' && !name.endsWith('.md'))) return false;
      return !headingsOf(name === '' ? file : path.join(path.dirname(file), name)).includes(heading);
    });
    expect(missing).toEqual([]);
  });

  it('names scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(([, script = '']) => script);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('names files and folders that exist', () => {
    const named = [...text.matchAll(/`((?:bin|lib|lambdas|tools|test|docs|web)\/[^`\s<>*…]*)`/g)].map(
      ([, name = '']) => name,
    );
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([]);
  });

  it('shows TypeScript that is type-checked: each block is a file of docs/snippets', () => {
    const snippets = globSync('docs/snippets/*.ts', { cwd: root }).map((snippet) => read(snippet).trim());
    const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = '']) => block.trim());
    expect(blocks.filter((block) => !snippets.includes(block))).toEqual([]);
  });
});

it('there are documents to check', () => {
  expect(documents).toEqual(expect.arrayContaining(['README.md', path.join('docs', 'architecture.md')]));
});
