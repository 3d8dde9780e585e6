import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Manifest } from '@aws-cdk/cloud-assembly-schema';
import type { AssemblyStack } from '../../../tools/assembly';
import { profiles } from '../../../tools/capacity/designs';
import { assemblyDir } from '../../local/assembly';
import { fraudStack } from './support';

const root = join(__dirname, '../../..');
const tsx = createRequire(join(root, 'package.json')).resolve('tsx/cli');
const directory = mkdtempSync(join(tmpdir(), 'capacity-'));
const assembly = join(directory, 'cdk.out');
const scenario = join(directory, 'scenario.json');

/** What `cdk synth` would write of the stack. */
function writeAssembly({ name, region, template, path }: AssemblyStack): void {
  const ids = Object.keys(template.Resources ?? {});
  const metadata = ids.map((id) => [`/${path(id)}`, [{ type: 'aws:cdk:logicalId', data: id }]]);
  const artifact = {
    type: 'aws:cloudformation:stack',
    environment: `aws://unknown-account/${region}`,
    properties: { templateFile: `${name}.template.json` },
    metadata: Object.fromEntries(metadata),
  };
  mkdirSync(assembly);
  writeFileSync(join(assembly, `${name}.template.json`), JSON.stringify(template));
  writeFileSync(
    join(assembly, 'manifest.json'),
    JSON.stringify({ version: Manifest.version(), artifacts: { [name]: artifact } }),
  );
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const run = (...argv: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const command = [tsx, join(root, 'tools/capacity/main.ts'), ...argv];
    execFile(process.execPath, command, { cwd: root, maxBuffer: 1e8 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

const small = ['--assembly', assembly, '--scenario', scenario, '--replications', '3', '--requests', '500'];

beforeAll(() => {
  writeAssembly(fraudStack());
  writeFileSync(scenario, JSON.stringify({ name: 'small', designs: { fraud: { unitsADay: 1_000_000 } } }));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('npm run capacity', () => {
  it('prints one JSON object, with codes, and null for what is never met', async () => {
    const { code, out } = await run(...small, '--json', '--surge', '2');
    const report = JSON.parse(out);
    expect(code).toBe(0);
    expect(report).toMatchObject({
      scenario: 'small',
      seed: 1,
      units: [{ design: 'fraud', cells: [{ region: 'us-east-1' }] }],
    });
    const limits: { limit: { id: string; code?: string }; loadAtLimit: number | null }[] = report.limits;
    expect(limits.find(({ limit }) => limit.id === 'lambda/concurrent-executions')?.limit.code).toBe('L-B99A9384');
    expect(limits.find(({ limit }) => limit.id === 'dynamodb/indexes')?.loadAtLimit).toBeNull();
    expect(report.latencies[0]).toMatchObject({ design: 'fraud', way: 'decision on a payment', lost: { value: 0 } });
    expect(report.surged).toMatchObject({ surge: 2, latencies: [{ design: 'fraud' }] });
  });

  it('finds what each profile names in the templates as they are', async () => {
    const few = ['--scenario', 'launch', '--replications', '2', '--requests', '100', '--json'];
    const { code, out, err } = await run('--assembly', await assemblyDir(), ...few);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const { units } = JSON.parse(out) as { units: { design: string; unit: string }[] };
    expect(units.map(({ design, unit }) => `${design} ${unit}`).sort()).toEqual(
      profiles.map(({ design, unit }) => `${design} ${unit}`).sort(),
    );
  }, 300_000);

  it('prints tables, writes a chart, and fails no check that is met', async () => {
    const svg = join(directory, 'chart.svg');
    const { code, out, err } = await run(...small, '--check', '--svg', svg);
    expect({ code, err }).toEqual({ code: 0, err: `wrote ${svg}\n` });
    expect(out).toContain('fraud: decision on a payment');
    expect(out).toContain('met p99 < 100');
    expect(readFileSync(svg, 'utf8')).toContain('<polyline');
  });

  it.each([
    [
      ['--scenario', '/no/such/file'],
      /\/no\/such\/file cannot be read as a scenario .*: expected a JSON file, or one of/,
    ],
    [['--assembly', '/no/such'], /no cloud assembly in \/no\/such/],
    [['--surge', '0.5'], /expected a number above 1 and up to 100/],
    [['--seed', 'x'], /expected a whole number/],
  ])('says what is wrong with %j', async (argv, message) => {
    const { code, out, err } = await run(...small, ...argv);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(message);
  });
});
