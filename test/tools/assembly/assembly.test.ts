import { join } from 'node:path';
import { AssemblyError, readAssembly } from '../../../tools/assembly';
import { type Fixture, writeAssembly, writeJson } from '../local/support/assembly-fixture';

let fixture: Fixture;
afterEach(() => fixture.remove());

it('orders stacks as they are deployed', () => {
  const template = {};
  fixture = writeAssembly({
    edge: { template, dependencies: ['chat'] },
    chat: { template, dependencies: ['data', 'platform'] },
    data: { template, dependencies: ['platform'] },
    platform: { template },
  });
  const { stacks } = readAssembly(fixture.directory);
  expect(stacks.map(({ name }) => name)).toEqual(['platform', 'data', 'chat', 'edge']);
  expect(stacks[2]?.dependencies).toEqual(['data', 'platform']);
});

it('finds the code of a function by its asset key', () => {
  fixture = writeAssembly({ main: { template: {} } }, { abc: { 'index.mjs': 'export {}' } });
  const assembly = readAssembly(fixture.directory);
  expect(assembly.asset('abc.zip')).toBe(join(fixture.directory, 'asset.abc'));
  expect(() => assembly.asset('def.zip')).toThrow('no asset with key def.zip');
});

it('names the stacks there are when one is asked for that is not there', () => {
  fixture = writeAssembly({ main: { template: {} } });
  expect(() => readAssembly(fixture.directory).stack('other')).toThrow('no stack other in the assembly (it has main)');
});

it('refuses an assembly whose validation failed, naming the findings', () => {
  fixture = writeAssembly({ main: { template: {} } });
  const violation = {
    ruleName: 'F3002',
    description: 'unknown property',
    violatingConstructs: [{ constructPath: 'main/Queue' }],
  };
  const failed = { pluginName: 'Schema', conclusion: 'failure', violations: [violation] };
  writeJson(join(fixture.directory, 'validation-report.json'), { pluginReports: [failed] });
  expect(() => readAssembly(fixture.directory)).toThrow(AssemblyError);
  expect(() => readAssembly(fixture.directory)).toThrow(/Schema:\n {2}F3002 unknown property \(main\/Queue\)/);
});

it('takes an assembly with nothing but warnings', () => {
  fixture = writeAssembly({ main: { template: {} } });
  writeJson(join(fixture.directory, 'validation-report.json'), {
    pluginReports: [{ pluginName: 'Schema', conclusion: 'success', violations: [] }],
  });
  expect(readAssembly(fixture.directory).stacks).toHaveLength(1);
});

it('says where it looked when there is no assembly', () => {
  fixture = writeAssembly({});
  expect(() => readAssembly(join(fixture.directory, 'nowhere'))).toThrow(/no cloud assembly in .*nowhere/);
});
