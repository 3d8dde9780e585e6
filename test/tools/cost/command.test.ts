import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Fixture, writeAssembly, writeJson } from '../local/support/assembly-fixture';

const root = join(__dirname, '../../..');
const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');

/** Runs the command as npm does. */
async function cost(...argv: string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [
      tsx,
      join(root, 'tools/cost/main.ts'),
      ...argv,
    ]);
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
  }
}

let fixture: Fixture;
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cost-command-'));
  const Fn = { Type: 'AWS::Lambda::Function', Properties: { Architectures: ['arm64'] } };
  const Wonder = { Type: 'Custom::Wonder' };
  fixture = writeAssembly({
    app: { region: 'us-east-1', template: { Resources: { Key: { Type: 'AWS::KMS::Key' }, Fn } } },
    odd: { region: 'us-east-1', template: { Resources: { Wonder } } },
  });
});
afterAll(() => {
  fixture.remove();
  rmSync(directory, { recursive: true, force: true });
});

it('prints one object with the fields that others read, and nothing else there', async () => {
  const workloads = join(directory, 'workloads.json');
  const scenario = join(directory, 'scenario.json');
  const svg = join(directory, 'chart.svg');
  const html = join(directory, 'page.html');
  writeJson(workloads, { app: { unit: 'call', perUnit: { lambdaRequests: 1 }, targets: { unitsADay: 1000 } } });
  writeJson(scenario, { name: 'ours', designs: { app: { unitsADay: 10 } } });
  const { code, out } = await cost(
    ...['--assembly', fixture.directory, '--stack', 'app', '--stage', 'ours', '--json'],
    ...['--workloads', workloads, '--scenario', scenario, '--svg', svg, '--html', html],
  );
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    stage: 'ours',
    region: 'us-east-1',
    asOf: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
    idlePerMonth: 1,
    budgetPerMonth: 0,
    lines: [
      {
        ...{ design: 'app', resource: 'app/Key', type: 'AWS::KMS::Key', usdPerMonth: 1 },
        ...{ source: expect.stringMatching(/^https:/), confidence: 'listed' },
      },
    ],
    units: [
      { design: 'app', unit: 'call', usdPerUnit: expect.closeTo(0.2e-6, 12), lines: [{ dimension: 'lambdaRequests' }] },
    ],
    scenario: { name: 'ours', points: [{ scale: 1 }, { scale: 10 }, { scale: 100 }] },
  });
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg.*<polyline.*<\/svg>\s*$/s);
  expect(readFileSync(html, 'utf8')).toContain('<svg');
}, 60_000);

it('ends with a sentence that names the type without a price, and takes a reason for it', async () => {
  const refused = await cost('--assembly', fixture.directory);
  expect(refused).toMatchObject({
    code: 1,
    out: '',
    err: expect.stringContaining('Custom::Wonder, such as odd/Wonder'),
  });
  expect(refused.err).not.toContain('    at ');
  const taken = await cost('--assembly', fixture.directory, '--free', 'Custom::Wonder=runs at deployment');
  expect(taken).toMatchObject({ code: 0, out: expect.stringContaining('idle: 1.00 USD a month') });
}, 60_000);

it('compares two assemblies', async () => {
  const { code, out } = await cost('diff', fixture.directory, fixture.directory, '--stack', 'app', '--markdown');
  expect({ code, out }).toEqual({
    code: 0,
    out: expect.stringContaining('**Cost:** idle: 1.00 -> 1.00 USD a month (no change)'),
  });
}, 60_000);

it('explains itself', async () => {
  const { code, out } = await cost('--help');
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('--scenario') });
}, 60_000);
