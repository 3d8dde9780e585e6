import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { MadeBundle } from '../../lib/constructs/function/made-bundle';

const parent = mkdtempSync(join(tmpdir(), 'made-bundle-'));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

let count = 0;

/** Places of their own: a process hashes the sources of a place once. */
function place(): string {
  count += 1;
  return join(parent, String(count));
}

function put(root: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

const bundleOf = (root: string) => new MadeBundle(root, join(root, 'out/ping'));

/** A bundle that was made. */
function made(): string {
  const root = place();
  put(root, {
    'lambdas/ping.handler.ts': 'ping',
    'models/model.json': '{}',
    'lib/constructs/function/bundle.ts': 'options',
    'package-lock.json': '{}',
    'tsconfig.json': '{}',
    'out/ping/index.mjs': 'bundled',
  });
  bundleOf(root).remember(writeFileSync);
  return root;
}

/** The same, as another process finds it after somebody changed it. */
function changed(change: (root: string) => void): MadeBundle {
  const root = place();
  cpSync(made(), root, { recursive: true });
  change(root);
  return bundleOf(root);
}

it('is current when nothing changed', () => {
  expect(changed(() => undefined).isCurrent).toBe(true);
});

it('is not before it was made', () => {
  const root = made();
  expect(new MadeBundle(root, join(root, 'out/other')).isCurrent).toBe(false);
});

it.each<[string, Record<string, string>]>([
  ["a handler's source", { 'lambdas/ping.handler.ts': 'pong' }],
  ['a new source, which may be resolved instead of another', { 'lambdas/ping/index.ts': 'ping' }],
  ['a model', { 'models/model.json': '{"version":"2"}' }],
  ['how bundles are made', { 'lib/constructs/function/bundle.ts': 'other options' }],
  ['a package', { 'package-lock.json': '{"esbuild":"2"}' }],
  ['a file of the bundle', { 'out/ping/index.mjs': 'something else' }],
  ['a file more in the bundle', { 'out/ping/more.mjs': 'more' }],
])('is not current after a change of %s', (_, files) => {
  expect(changed((root) => put(root, files)).isCurrent).toBe(false);
});

it('is not current when its files are gone', () => {
  expect(changed((root) => rmSync(join(root, 'out'), { recursive: true })).isCurrent).toBe(false);
});
