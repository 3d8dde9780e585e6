import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  buildRuntime,
  type FunctionConfiguration,
  FunctionHost,
  type FunctionHostOptions,
  LogStore,
} from '../../../../tools/local/functions';

/** A host over functions written as source text, each exporting `handler`. */
export async function hostOf(
  sources: Readonly<Record<string, string>>,
  settings: Partial<FunctionConfiguration> = {},
  options: Partial<FunctionHostOptions> = {},
): Promise<{ host: FunctionHost; stop: () => Promise<void> }> {
  const directories: string[] = [];
  const configurations = Object.entries(sources).map(([name, source]): FunctionConfiguration => {
    const directory = mkdtempSync(join(tmpdir(), 'function-'));
    directories.push(directory);
    writeFileSync(join(directory, 'index.mjs'), source);
    return {
      name,
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      region: 'us-east-1',
      roleArn: `arn:aws:iam::000000000000:role/${name}`,
      path: `main/${name}`,
      handler: 'index.handler',
      runtime: 'nodejs24.x',
      taskRoot: () => directory,
      timeoutMs: 10_000,
      memoryMb: 256,
      environment: {},
      tracing: false,
      inVpc: false,
      logGroup: `/aws/lambda/${name}`,
      ownLogGroup: true,
      ...settings,
    };
  });
  const host = new FunctionHost({
    configurations,
    runtime: buildRuntime(),
    endpoint: 'http://127.0.0.1:1',
    accessKey: ({ name }) => ({ accessKeyId: `key-of-${name}`, secretAccessKey: 'secret' }),
    localize: (_variable, value) => value,
    invoking: () => undefined,
    logs: new LogStore(),
    mayInvoke: () => true,
    report: () => undefined,
    ...options,
  });
  return {
    host,
    async stop() {
      await host.stop();
      for (const directory of directories) rmSync(directory, { recursive: true, force: true });
    },
  };
}
