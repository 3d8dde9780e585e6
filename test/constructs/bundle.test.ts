import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../lib/constructs/function/bundle';

it('makes one ES module and its map, without the sources in it', () => {
  const directory = bundle('lambdas/chat/ping.handler.ts');
  expect(readdirSync(directory).sort()).toEqual(['index.mjs', 'index.mjs.map']);
  expect(readFileSync(join(directory, 'index.mjs'), 'utf8')).toMatch(/export\s*{.*\bhandler\b.*}/s);
  const map = JSON.parse(readFileSync(join(directory, 'index.mjs.map'), 'utf8')) as Record<string, unknown>;
  expect(map).not.toHaveProperty('sourcesContent');
});

it('brings the SDK along instead of leaving it to the runtime', () => {
  const code = readFileSync(join(bundle('lambdas/chat/connect.handler.ts'), 'index.mjs'), 'utf8');
  expect(code).not.toMatch(/from\s*["']@aws-sdk\//);
});

it('says what does not build', () => {
  expect(() => bundle('lambdas/chat/no-such.handler.ts')).toThrow(/no-such\.handler\.ts/);
});
