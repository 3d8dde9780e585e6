import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../../../lib/constructs/function/bundle';
import { sampleDocuments } from '../support/documents';

const run = promisify(execFile);
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'extract-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('every format is read in a bundle as it is deployed, by libraries that are loaded when needed', async () => {
  const { metafile } = await build({ ...bundleOptions('lambdas/rag/extract/extract.ts', directory), write: true });
  const start = Object.values(metafile.outputs).find(
    ({ entryPoint }) => entryPoint === 'lambdas/rag/extract/extract.ts',
  );
  // The formats' own code and all libraries are in chunks of their own.
  expect(start?.bytes).toBeLessThan(20_000);
  expect(start?.imports.filter(({ kind }) => kind === 'dynamic-import')).toHaveLength(7);

  const documents = await sampleDocuments(7);
  for (const { name, bytes } of documents) await writeFile(path.join(directory, name), bytes);
  const script = `
    import { readFile } from 'node:fs/promises';
    import { extract } from './index.mjs';
    const texts = {};
    for (const [name, type] of ${JSON.stringify(documents.map(({ name, contentType }) => [name, contentType]))})
      texts[name] = (await extract(await readFile(name), type)).text;
    console.log(JSON.stringify(texts));`;
  await writeFile(path.join(directory, 'run.mjs'), script);
  // Not this test's own Node.js options, nor anything that is installed here.
  const { stdout } = await run(process.execPath, ['run.mjs'], { cwd: directory, env: {} });
  const texts: Record<string, string> = JSON.parse(stdout);
  for (const { name, sentence } of documents) expect(texts[name]?.replace(/\s+/g, ' ')).toContain(sentence);
});
